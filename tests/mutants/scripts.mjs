// Changes of a TypeScript file, and the verdict of its tests on each: `changes FILE` prints them, `judge ASKED TOLD TEST…` runs them.

import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

import { build } from "esbuild";
import ts from "typescript";

const K = ts.SyntaxKind;
const SIGNS = new Map([
  [K.LessThanToken, "<="], [K.LessThanEqualsToken, "<"], [K.GreaterThanToken, ">="], [K.GreaterThanEqualsToken, ">"],
  [K.EqualsEqualsEqualsToken, "!=="], [K.ExclamationEqualsEqualsToken, "==="],
  [K.PlusToken, "-"], [K.MinusToken, "+"], [K.AsteriskToken, "/"], [K.SlashToken, "*"], [K.AsteriskAsteriskToken, "*"],
  [K.PlusEqualsToken, "-="], [K.MinusEqualsToken, "+="],
]);
const DROPPED = [K.AmpersandAmpersandToken, K.BarBarToken, K.QuestionQuestionToken];
const TWINS = { min: "max", max: "min", some: "every", every: "some" };

function changes(file) {
  const source = readFileSync(file, "utf8");
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true);
  const found = [];
  const add = (node, text) => {
    const [start, end] = [node.getStart(tree), node.getEnd()];
    const line = tree.getLineAndCharacterOfPosition(start).line + 1;
    const bytes = (at) => Buffer.byteLength(source.slice(0, at));
    found.push({ file, line, start: bytes(start), end: bytes(end), old: source.slice(start, end), new: text, lines: [line, line] });
  };
  const visit = (node) => {
    if (ts.isTypeNode(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node) || ts.isImportDeclaration(node)) {
      return;
    }
    if (ts.isBinaryExpression(node)) {
      const [left, sign, right] = [node.left.getText(), node.operatorToken, node.right.getText()];
      if (SIGNS.has(sign.kind)) {
        add(sign, SIGNS.get(sign.kind));
      } else if (DROPPED.includes(sign.kind)) {
        add(node, `(${left})`);
        add(node, `(${right})`);
      } else if (sign.kind === K.InKeyword) {
        add(node, `!(${node.getText()})`);
      }
    } else if (ts.isPrefixUnaryExpression(node) && node.operator === K.ExclamationToken) {
      add(node, `!${node.getText()}`);
    } else if (ts.isNumericLiteral(node)) {
      add(node, String(Number(node.getText().replaceAll("_", "")) + 1));
    } else if (node.kind === K.TrueKeyword || node.kind === K.FalseKeyword) {
      add(node, node.kind === K.TrueKeyword ? "false" : "true");
    } else if (ts.isPropertyAccessExpression(node) && ts.isCallExpression(node.parent) && node.name.text in TWINS) {
      add(node.name, TWINS[node.name.text]);
    } else if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      if (["filter", "sort"].includes(node.expression.name.text)) {
        add(node, node.expression.expression.getText());
      }
    } else if (ts.isSpreadAssignment(node)) {
      add(node, "");
    } else if (ts.isExpressionStatement(node) || ts.isContinueStatement(node) || ts.isBreakStatement(node)) {
      add(node, ";");
    }
    if ((ts.isIfStatement(node) && !ts.isBinaryExpression(node.expression)) || (ts.isConditionalExpression(node) && !ts.isBinaryExpression(node.condition))) {
      const test = node.expression ?? node.condition;
      add(test, `!(${test.getText()})`);
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

async function verdict(asked, tests, folder) {
  const swap = {
    name: "swap",
    setup: (made) => made.onLoad({ filter: /\.ts$/ }, (args) => (args.path === resolve(asked.file) ? { contents: asked.source, loader: "ts" } : null)),
  };
  for (const entry of asked.tests.length ? asked.tests : tests) {
    const outfile = join(folder, "changed.mjs");
    try {
      await build({ entryPoints: [entry], bundle: true, platform: "node", format: "esm", outfile, plugins: [swap], logLevel: "silent" });
    } catch {
      return { verdict: "unfit", by: "" };
    }
    const run = spawnSync("node", [outfile], { timeout: 60_000, killSignal: "SIGKILL" });
    if (run.status !== 0) {
      return { verdict: run.status === null ? "timed out" : "killed", by: entry };
    }
  }
  return { verdict: "survived", by: "" };
}

async function judge(paper, told, tests) {
  const folder = mkdtempSync(join(tmpdir(), "hoclieu-mutants-"));
  const asked = JSON.parse(readFileSync(paper, "utf8"));
  const files = [...new Set(asked.map((one) => one.file))];
  const all = [...new Set([...tests, ...asked.flatMap((one) => one.tests)])];
  const rows = [];
  try {
    const untouched = { file: files[0], source: readFileSync(files[0], "utf8"), tests: all };
    if ((await verdict(untouched, all, folder)).verdict !== "survived") {
      throw new Error("the tests fail without any change");
    }
    for (const [place, one] of asked.entries()) {
      rows.push({ ...one, ...(await verdict(one, tests, folder)) });
      console.error(`${place + 1}/${asked.length} ${rows.at(-1).verdict}  ${one.name}`);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  writeFileSync(told, JSON.stringify(rows));
}

const [verb, ...rest] = process.argv.slice(2);
if (verb === "changes") {
  console.log(JSON.stringify(changes(rest[0])));
} else {
  await judge(rest[0], rest[1], rest.slice(2));
}
