// A `<` that an author typed is the sign "less than", unless a tag of ours begins there; the server reads it alike.

const TAG =
  /<(?!\/?(?:p|br|strong|b|em|i|u|s|del|sub|sup|ul|ol|li|blockquote|pre|code|table|caption|thead|tbody|tr|th|td|img|h[1-6]|div|span)(?:\s[^<>]*)?\/?>)/gi;

export function keepLessThan(source: string): string {
  return source.replace(TAG, "&lt;");
}
