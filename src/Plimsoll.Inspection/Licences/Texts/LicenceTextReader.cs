using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Licences.Expressions;

namespace Plimsoll.Inspection.Licences.Texts;

/// <summary>What a text says of licences.</summary>
/// <param name="Expression">The licences that it has or names, all of them; null when it has none.</param>
/// <param name="Confidence">High for a text that is a licence and nothing else, low where a licence is only named.</param>
internal sealed record LicenceText(LicenceExpression? Expression, Confidence Confidence);

/// <summary>Reads texts that may be licences: LICENSE files, copyright files without a form. The same texts come again and again, so they are remembered by digest.</summary>
internal static class LicenceTextReader
{
    /// <summary>Longest text that is read, in bytes.</summary>
    public const int MaxLength = TextMatcher.MaxLength;

    private const int MostRemembered = 8192;

    /// <summary>A text of which this much is a licence, word by word, is that licence.</summary>
    private const double SureScore = 0.95;

    /// <summary>In a text of fewer bytes the names of holders are enough to miss that score.</summary>
    private const int ShortText = 1000;

    private static readonly ConcurrentDictionary<string, LicenceText> Remembered = new(StringComparer.Ordinal);

    /// <summary>A queue, which needs no source of events: making one takes longer than reading a text.</summary>
    private static readonly ConcurrentQueue<TextMatcher> Matchers = new();

    /// <summary>How many are remembered, about: the dictionary would take all its locks to tell.</summary>
    private static int _remembered;

    /// <summary>Reads a text; of one that is too long the start.</summary>
    public static LicenceText Read(ReadOnlySpan<byte> text)
    {
        text = text[..Math.Min(text.Length, MaxLength)];
        var key = Convert.ToHexString(SHA256.HashData(text));
        if (Remembered.TryGetValue(key, out var known)) return known;
        if (Interlocked.Increment(ref _remembered) > MostRemembered)
        {
            Remembered.Clear();
            _remembered = 0;
        }
        return Remembered[key] = Interpret(text);
    }

    private static LicenceText Interpret(ReadOnlySpan<byte> text)
    {
        var whole = Encoding.UTF8.GetString(text);
        var tags = LicenceMentions.Tags(whole).Select(tag => LicenceParser.TryParse(tag, out var expression, out _) ? expression : null).OfType<LicenceExpression>().ToList();
        var finding = Match(text);
        if (tags.Count > 0 && finding.Matches.Count == 0) return new LicenceText(LicenceExpression.AllOf(tags), Confidence.High);
        var notices = LicenceMentions.Notices(Rest(text, finding.Matches));
        var found = finding.Matches.Select(match => (LicenceExpression)new LicenceExpression.Licence(match.Id)).Concat(notices).Concat(tags).ToList();
        if (found.Count == 0) return new LicenceText(null, Confidence.Low);
        return new LicenceText(LicenceExpression.AllOf(WithoutTextsOfNotices(found)), ConfidenceOf(finding, notices.Count));
    }

    private static TextFinding Match(ReadOnlySpan<byte> text)
    {
        var matcher = Matchers.TryDequeue(out var free) ? free : new TextMatcher();
        var finding = matcher.Find(text);
        Matchers.Enqueue(matcher);
        return finding;
    }

    /// <summary>The text of a GNU licence does not say whether later versions may be chosen. A notice beside it does.</summary>
    private static IEnumerable<LicenceExpression> WithoutTextsOfNotices(List<LicenceExpression> found)
    {
        const string Only = "-only";
        var ids = found.Select(licence => licence.ToString()).ToHashSet(StringComparer.Ordinal);
        return found.Where(licence => licence.ToString() is var id && !(id.EndsWith(Only, StringComparison.Ordinal) && ids.Contains(id[..^Only.Length] + "-or-later")));
    }

    private static Confidence ConfidenceOf(TextFinding finding, int notices)
    {
        // A licence that is a small part of something else may be that of a part.
        if (finding.Matches.Count == 0 || finding.Explained < 0.2 * finding.Words) return Confidence.Low;
        // The GNU licences are also chosen "or any later version", which their text cannot tell.
        var isSure = notices == 0 && finding.Matches.All(match => (match.Score >= SureScore || match.End - match.Start < ShortText) && !match.Id.EndsWith("-only", StringComparison.Ordinal)) && finding.Explained >= 0.75 * finding.Words;
        return isSure ? Confidence.High : Confidence.Medium;
    }

    private static string Rest(ReadOnlySpan<byte> text, IReadOnlyList<TextMatch> matches)
    {
        var rest = new StringBuilder();
        var place = 0;
        foreach (var match in matches)
        {
            if (match.Start > place) rest.Append(Encoding.UTF8.GetString(text[place..match.Start])).Append('\n');
            place = Math.Max(place, match.End);
        }
        return place >= text.Length ? rest.ToString() : rest.Append(Encoding.UTF8.GetString(text[place..])).ToString();
    }
}
