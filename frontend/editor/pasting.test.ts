// What Word and web pages put on the clipboard.

import assert from "node:assert/strict";
import { test } from "node:test";

import { isFromWord, splitOptions, tidyHtml } from "./pasting";

const WORD_LIST = `<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p {color: red}</style></head><body><!--StartFragment-->
<p class=MsoNormal style='margin:0'>Cho hàm số <span style='font-style:italic'>y</span></p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]><span style='mso-list:Ignore'>1.<span>&nbsp;&nbsp;</span></span><![endif]>tăng<o:p></o:p></p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]><span style='mso-list:Ignore'>2.<span>&nbsp;</span></span><![endif]>giảm</p>
<!--EndFragment--></body></html>`;

test("a list of Word becomes a list, its styles go", () => {
  const tidy = tidyHtml(WORD_LIST);
  assert.match(tidy, /<em>y<\/em>/);
  assert.match(tidy, /<ol><li><p>tăng<\/p><\/li><li><p>giảm<\/p><\/li><\/ol>/);
  assert.doesNotMatch(tidy, /style|class|o:p|StartFragment/);
  assert.equal(isFromWord(WORD_LIST), true);
});

test("bold, raised and lowered spans of a web page keep their meaning", () => {
  assert.equal(
    tidyHtml('<p>H<span style="vertical-align: sub">2</span>O <span style="font-weight:700">đậm</span></p>'),
    "<p>H<sub>2</sub>O <strong>đậm</strong></p>",
  );
});

test("formulas are not touched", () => {
  assert.equal(tidyHtml("<p>Tính $\\frac{1}{2} &lt; x$</p>"), "<p>Tính $\\frac{1}{2} &lt; x$</p>");
});

test("scripts and handlers do not come with a paste", () => {
  const tidy = tidyHtml('<p onclick="x()">a<script>alert(1)</script></p>');
  assert.equal(tidy, "<p>a</p>");
});

test("four options pasted at once are seen as four", () => {
  assert.deepEqual(splitOptions("A. 1  B. 2\nC. $x$  D. Không có đáp án"), ["1", "2", "$x$", "Không có đáp án"]);
  assert.deepEqual(splitOptions("A) một\nB) hai"), ["một", "hai"]);
  assert.equal(splitOptions("Hình A. vuông"), null);
  assert.equal(splitOptions("B. 2 C. 3"), null);
});
