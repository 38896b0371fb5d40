import CatalogImport
import Commerce
import Testing

@Suite struct DescriptionTests {
  @Test(arguments: [
    ("<p>One</p><p>Two</p>", "One\nTwo"), ("a<br/>b<br>c", "a\nb\nc"), ("<ul><li>x</li><li>y</li></ul>", "- x\n- y"),
    ("a &lt;b&gt; &amp;amp; c", "a <b> &amp; c"), ("5 < 6 & 7 > 3", "5 < 6 & 7 > 3"),
    ("<style>p{}</style>seen<script>x('</p>')</script>", "seen"), ("<!-- no -->yes", "yes"),
    ("caf&eacute; &#233; &#x2019; &nbsp; end", "café é ’ end"), ("&unknown; &#0; &", "&unknown; &#0; &"),
    ("<a title=\"a > b\">link</a>", "link"), ("<p>  many\n  spaces </p>", "many spaces"),
    ("line one\nline two", "line one\nline two"),
    ("<b>unclosed <p", "unclosed"), ("<SCRIPT>x</SCRIPT>after", "after"),
    ("<table><tr><td>a</td><td>b</td></tr></table>", "a b"),
  ])
  func htmlBecomesPlainLines(_ row: (html: String, text: String)) throws {
    #expect(try shopify(body: row.html).products.first?.description == row.text)
  }
}
