// The question editor: rich fields, lists of rows, and the form around them that saves itself.

import { KeyEditor } from "./choices";
import { QuestionEditor } from "./question-editor";
import { RichField } from "./rich-field";
import { RowList } from "./row-list";
import { usePictures } from "./schema";

usePictures(document.querySelector<HTMLElement>("question-editor")?.dataset.pictureUrl ?? "");
customElements.define("rich-field", RichField);
customElements.define("row-list", RowList);
customElements.define("question-editor", QuestionEditor);
customElements.define("key-editor", KeyEditor);
