// The upload bundle: registers <upload-dropzone>.

import { UploadDropzone } from "./dropzone";

customElements.define("upload-dropzone", UploadDropzone);
