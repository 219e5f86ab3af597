// What the toolbar and the shortcuts do in a field.

import { chainCommands, exitCode, newlineInCode, createParagraphNear, liftEmptyBlock, splitBlock, toggleMark } from "prosemirror-commands";
import { redo, undo } from "prosemirror-history";
import { liftListItem, sinkListItem, splitListItem, wrapInList } from "prosemirror-schema-list";
import { type Command, TextSelection } from "prosemirror-state";
import { addColumnAfter, addRowAfter, deleteTable, goToNextCell, isInTable } from "prosemirror-tables";

import { insertionOf } from "./formulas";
import { schema } from "./schema";

const { nodes, marks } = schema;

export const COMMANDS: Record<string, Command> = {
  bold: toggleMark(marks.strong!),
  italic: toggleMark(marks.em!),
  underline: toggleMark(marks.underline!),
  superscript: toggleMark(marks.superscript!),
  subscript: toggleMark(marks.subscript!),
  bullets: toggleList(nodes.bullet_list!.name),
  numbers: toggleList(nodes.ordered_list!.name),
  table: insertTable,
  add_row: addRowAfter,
  add_column: addColumnAfter,
  drop_table: deleteTable,
  undo,
  redo,
};

export const SHORTCUTS: Record<string, Command> = {
  "Mod-b": COMMANDS.bold!,
  "Mod-i": COMMANDS.italic!,
  "Mod-u": COMMANDS.underline!,
  "Mod-.": COMMANDS.superscript!,
  "Mod-,": COMMANDS.subscript!,
  "Mod-Shift-8": COMMANDS.bullets!,
  "Mod-Shift-7": COMMANDS.numbers!,
  "Mod-m": insertFormula("|"),
  "Mod-z": undo,
  "Mod-y": redo,
  "Mod-Shift-z": redo,
  "Shift-Enter": chainCommands(exitCode, (state, dispatch) => {
    dispatch?.(state.tr.replaceSelectionWith(nodes.hard_break!.create()).scrollIntoView());
    return true;
  }),
  Enter: chainCommands(splitListItem(nodes.list_item!), newlineInCode, createParagraphNear, liftEmptyBlock, splitBlock),
  // Tab leaves the field, as everywhere; only in a table it goes to the next cell, and out at its end.
  Tab: (state, dispatch) => isInTable(state) && goToNextCell(1)(state, dispatch),
  "Shift-Tab": (state, dispatch) => isInTable(state) && goToNextCell(-1)(state, dispatch),
  "Mod-]": sinkListItem(nodes.list_item!),
  "Mod-[": liftListItem(nodes.list_item!),
};

/** Insert LaTeX at the cursor, in dollar signs unless it stands in a formula already. */
export function insertFormula(latex: string): Command {
  return (state, dispatch) => {
    const { $from, from, to } = state.selection;
    if (!$from.parent.isTextblock) {
      return false;
    }
    const before = $from.parent.textBetween(0, $from.parentOffset, "\n", " ");
    const selected = latex === "|" ? state.doc.textBetween(from, to) : "";
    const { text, caret } = insertionOf(latex === "|" ? `${selected}|` : latex, before);
    if (dispatch) {
      const change = state.tr.insertText(text, from, to);
      change.setSelection(TextSelection.create(change.doc, from + caret));
      dispatch(change.scrollIntoView());
    }
    return true;
  };
}

function toggleList(name: string): Command {
  const type = nodes[name]!;
  return (state, dispatch) => {
    const { $from } = state.selection;
    for (let depth = $from.depth; depth > 0; depth -= 1) {
      if ($from.node(depth).type === type) {
        return liftListItem(nodes.list_item!)(state, dispatch);
      }
    }
    return wrapInList(type)(state, dispatch);
  };
}

function insertTable(state: Parameters<Command>[0], dispatch?: Parameters<Command>[1]): boolean {
  if (isInTable(state)) {
    return false;
  }
  const cell = (): ReturnType<typeof schema.node> => nodes.table_cell!.createAndFill()!;
  const row = (): ReturnType<typeof schema.node> => nodes.table_row!.create(null, [cell(), cell(), cell()]);
  if (dispatch) {
    const at = state.selection.from;
    const change = state.tr.replaceSelectionWith(nodes.table!.create(null, [row(), row()]));
    change.setSelection(TextSelection.near(change.doc.resolve(change.mapping.map(at, -1))));
    dispatch(change.scrollIntoView());
  }
  return true;
}
