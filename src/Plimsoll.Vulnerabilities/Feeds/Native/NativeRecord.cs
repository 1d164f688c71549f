using Plimsoll.Core.Advisories;

namespace Plimsoll.Vulnerabilities.Feeds.Native;

/// <summary>Reads the one record of a file, or names it in a problem.</summary>
internal static class NativeRecord
{
    /// <summary>Calls the reader.</summary>
    public static FeedItem Read(FeedFile file, string source, string? id, Func<Advisory> read)
    {
        try
        {
            return new AdvisoryItem(file.Path, read());
        }
        catch (Exception exception) when (FeedFiles.IsOfTheFeed(exception) || exception is InvalidOperationException)
        {
            return new FeedProblem(file.Path, source, id ?? file.Stem, FeedFiles.Sentence(exception));
        }
    }
}
