import { describe, expect, it } from 'vitest';
import { escapeHtml, Html, html as tag } from './html.js';

describe('html', () => {
  it('escapes values in content and in attributes, and leaves HTML alone', () => {
    const label = `</td><script>alert('1' & "2")</script>`;
    const { text } =
      tag`<td title="${label}">${label}${new Html('<br>')}${[tag`<i>${1}</i>`, tag`<i>&</i>`]}${undefined}</td>`;
    const escaped = '&lt;/td&gt;&lt;script&gt;alert(&#39;1&#39; &amp; &quot;2&quot;)&lt;/script&gt;';
    expect(text).toBe(`<td title="${escaped}">${escaped}<br><i>1</i>\n<i>&</i></td>`);
  });

  it('writes out what could hide or reorder text', () => {
    expect(escapeHtml('a\u202eb\u200bc\nd\u0000e')).toBe('a\\u202eb\\u200bc\\nd\\x00e');
  });
});
