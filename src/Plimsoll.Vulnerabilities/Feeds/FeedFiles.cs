using System.Text;
using System.Text.Json;
using System.Xml;
using YamlDotNet.Core;

namespace Plimsoll.Vulnerabilities.Feeds;

/// <summary>Gives each file to the format that recognises it, and turns what goes wrong into problems with a name.</summary>
internal static class FeedFiles
{
    /// <summary>Reads one file.</summary>
    /// <param name="path">Path for people.</param>
    /// <param name="open">Opens it.</param>
    /// <param name="limits">How much is read.</param>
    /// <param name="buffer">Memory for the beginning.</param>
    /// <param name="isNamed">True when somebody asked for this very file, so that it is a problem when no format recognises it.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public static IEnumerable<FeedItem> Read(string path, Func<Stream> open, FeedLimits limits, byte[] buffer, bool isNamed, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (Start(path, open, buffer, out var problem) is not { } file)
        {
            yield return problem!;
            yield break;
        }
        if (KnownFeedFormats.All.FirstOrDefault(format => format.Recognises(file)) is not { } found)
        {
            yield return isNamed ? new FeedProblem(path, null, null, "The file has none of the formats that are known; see docs/advisories.md.")
                : IsBroken(file) ? new FeedProblem(path, null, file.Stem, "The file is no JSON, or is cut off.")
                : new SkippedFile(path);
            yield break;
        }
        using var items = found.Read(file, limits, cancellation).GetEnumerator();
        while (true)
        {
            FeedItem? item = null;
            try
            {
                if (items.MoveNext()) item = items.Current;
            }
            catch (Exception exception) when (IsOfTheFeed(exception))
            {
                problem = new FeedProblem(path, null, (exception as FeedFormatException)?.Record, $"{found.Name}: {Sentence(exception)}");
            }
            if (item is null) break;
            yield return item;
        }
        if (problem is not null) yield return problem;
    }

    /// <summary>Whether what happened is the fault of the bytes.</summary>
    public static bool IsOfTheFeed(Exception exception) => exception is FeedFormatException or JsonException or InvalidDataException or EndOfStreamException or XmlException or YamlException
        or DecoderFallbackException or FormatException or OverflowException
        // Text of JSON that is no UTF-8.
        || exception is InvalidOperationException { Source: "System.Text.Json" };

    /// <summary>What an exception of the bytes says, in a sentence that is not too long.</summary>
    public static string Sentence(Exception exception)
    {
        var text = exception.Message.ReplaceLineEndings(" ");
        return text.Length <= 300 ? text : string.Concat(text.AsSpan(0, 300), "…");
    }

    private static FeedFile? Start(string path, Func<Stream> open, byte[] buffer, out FeedProblem? problem)
    {
        problem = null;
        try
        {
            return new FeedFile(path, open, buffer);
        }
        catch (Exception exception) when (IsOfTheFeed(exception))
        {
            problem = new FeedProblem(path, null, null, Sentence(exception));
            return null;
        }
    }

    // Beside the records of a database lie files of other kinds; what should be a record and cannot be read is none of them.
    private static bool IsBroken(FeedFile file)
    {
        if (!file.Name.EndsWith(".json", StringComparison.Ordinal) || !file.IsWhole) return false;
        try
        {
            using var document = JsonText.Parse(file.Start);
            return false;
        }
        catch (JsonException)
        {
            return true;
        }
    }
}
