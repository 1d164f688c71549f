using AngleSharp;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Plimsoll.Server.Tests.Fixtures;

namespace Plimsoll.Server.Tests.Pages;

/// <summary>A page as a browser without script reads it.</summary>
internal static class HtmlPage
{
    /// <summary>Loads a page and parses it strictly as HTML.</summary>
    public static async Task<IHtmlDocument> PageAsync(this Wire wire, string path, int status = 200)
    {
        var answer = (await wire.GetAsync(path)).Expect(status);
        answer["Content-Type"].ShouldBe("text/html; charset=utf-8", path);
        return Parse(answer.Text);
    }

    public static IHtmlDocument Parse(string html) => new HtmlParser(new HtmlParserOptions(), BrowsingContext.New()).ParseDocument(html);

    /// <summary>The text of an element with white space folded.</summary>
    public static string Words(this IElement element) => string.Join(' ', element.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>The rows of the table with this caption, each as the words of its cells.</summary>
    public static IReadOnlyList<string[]> Rows(this IHtmlDocument page, string caption)
    {
        var table = page.QuerySelectorAll("table").SingleOrDefault(t => t.QuerySelector("caption")!.Words().StartsWith(caption, StringComparison.Ordinal));
        return table is null ? [] : [.. table.QuerySelectorAll("tbody tr").Select(row => row.Children.Select(Words).ToArray())];
    }
}
