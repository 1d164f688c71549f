using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Plimsoll.Core.Advisories;
using Plimsoll.Storage.Metadata;
using Plimsoll.Vulnerabilities.Feeds;

namespace Plimsoll.Server.Advisories;

/// <summary>One import while it runs.</summary>
internal sealed class ImportRun(IAdvisoryStore store, ImportRequest request, TimeProvider time)
{
    private const int PageSize = 1000;
    private const int MaxSkipped = 100;

    // Below that many records a feed may lose half of them and it means nothing.
    private const int SmallFeed = 20;

    private readonly SortedDictionary<string, FeedTally> _feeds = new(StringComparer.Ordinal);
    private readonly List<FeedProblem> _problems = [];
    private readonly HashSet<PackageKey> _touched = [];
    private readonly Dictionary<string, string> _feedOfFile = new(StringComparer.Ordinal);
    private readonly List<string> _skippedFiles = [];
    private int _problemCount;
    private int _skipped;
    private bool _isCutOff;

    /// <summary>Stores a batch.</summary>
    public async Task StoreAsync(List<FeedItem> batch, CancellationToken cancellationToken)
    {
        foreach (var group in batch.OfType<AdvisoryItem>().GroupBy(item => request.Feed ?? item.Advisory.Source, StringComparer.Ordinal))
        {
            var tally = TallyOf(group.Key, group);
            var records = group.Select(item => item.Advisory).ToArray();
            if (request.IsWhole) tally.Seen.UnionWith(records.Select(record => Key(record.Source, record.Id, record.Part)));
            tally.Add(records.Length, await store.PutAsync(group.Key, records, cancellationToken), _touched);
        }
        if (batch.OfType<KevItem>().ToArray() is { Length: > 0 } kev)
        {
            var feed = request.Feed ?? "KEV";
            TallyOf(feed, kev).Add(kev.Length, (await store.PutKevAsync(feed, [.. kev.Select(item => item.Entry)], cancellationToken)).Count);
        }
        if (batch.OfType<EpssItem>().ToArray() is { Length: > 0 } epss)
        {
            var feed = request.Feed ?? "EPSS";
            TallyOf(feed, epss).Add(epss.Length, await store.PutEpssAsync(feed, [.. epss.Select(item => item.Entry)], cancellationToken));
        }
        if (batch.OfType<VexItem>().ToArray() is { Length: > 0 } vex)
        {
            var feed = request.Feed ?? "VEX";
            TallyOf(feed, vex).Add(vex.Length, await store.PutVexAsync(feed, [.. vex.Select(item => item.Document)], cancellationToken));
        }
        foreach (var problem in batch.OfType<FeedProblem>()) Note(problem);
        foreach (var skipped in batch.OfType<SkippedFile>())
        {
            _skipped++;
            if (_skippedFiles.Count < MaxSkipped) _skippedFiles.Add(skipped.File);
        }
    }

    /// <summary>Removes what is gone, and writes down how it went.</summary>
    public async Task<AdvisoryImport> EndAsync(CancellationToken cancellationToken)
    {
        foreach (var (feed, tally) in _feeds)
        {
            if (request.IsWhole && !_isCutOff && tally.Read > 0) await RemoveMissingAsync(feed, tally, cancellationToken);
            await store.EndRunAsync(new FeedRun
            {
                Feed = feed,
                Origin = request.Origin,
                At = time.GetUtcNow(),
                Error = tally.Read == 0 && tally.Problems.Count > 0 ? tally.Problems[0].Reason : null,
                ETag = request.ETag,
                LastModified = request.LastModified,
                ProblemCount = tally.ProblemCount,
                Problems = tally.Problems,
            }, cancellationToken);
        }
        await ForgetMendedFilesAsync(cancellationToken);
        return new AdvisoryImport([.. _feeds.Select(pair => pair.Value.Describe(pair.Key))], _problems, _problemCount, _skipped, _skippedFiles, _touched);
    }

    // A file that could not be read once has a row of its own to show it; when it can be read its records have other feeds.
    private async Task ForgetMendedFilesAsync(CancellationToken cancellationToken)
    {
        if (request.Feed is not null) return;
        foreach (var feed in await store.ListFeedsAsync(cancellationToken))
        {
            if (feed is { Records: 0, Error: not null, FetchedAt: null } && _feedOfFile.ContainsKey(feed.Name) && !_feeds.ContainsKey(feed.Name)) await store.RemoveFeedAsync(feed.Name, cancellationToken);
        }
    }

    private async Task RemoveMissingAsync(string feed, FeedTally tally, CancellationToken cancellationToken)
    {
        var (missing, total) = (new List<long>(), 0);
        for (long after = 0; ;)
        {
            var page = await store.ListNamesAsync(feed, after, PageSize, cancellationToken);
            total += page.Count;
            // A record that is there but broken is not gone.
            missing.AddRange(page.Where(name => !tally.Seen.Contains(Key(name.Source, name.Id, name.Part)) && !tally.Broken.Contains(name.Id)).Select(name => name.Number));
            if (page.Count < PageSize) break;
            after = page[^1].Number;
        }
        if (!request.IsForced && total >= SmallFeed && missing.Count > total / 2)
        {
            Note(new FeedProblem(request.Origin, feed, null, $"{missing.Count} of {total} records are not in the feed any more; that many are not removed unless it is forced."), feed);
            return;
        }
        foreach (var chunk in missing.Chunk(PageSize)) tally.Add(0, await store.RemoveAsync(chunk, cancellationToken), _touched);
    }

    private void Note(FeedProblem problem, string? known = null)
    {
        _problemCount++;
        if (_problems.Count < FeedRun.MaxProblems) _problems.Add(problem);
        // Without the rest of an archive nobody can say what is gone.
        if (problem.Record is null) _isCutOff = true;
        var file = Outermost(problem.File);
        var feed = known ?? request.Feed ?? problem.Source ?? _feedOfFile.GetValueOrDefault(file) ?? file;
        TallyOf(feed, []).Note(new StoredProblem(problem.File, problem.Record, problem.Reason));
    }

    private FeedTally TallyOf(string feed, IEnumerable<FeedItem> items)
    {
        foreach (var item in items) _feedOfFile.TryAdd(Outermost(item.File), feed);
        if (!_feeds.TryGetValue(feed, out var tally)) _feeds.Add(feed, tally = new FeedTally());
        return tally;
    }

    private static string Outermost(string file) => file.Split('!')[0];

    private static long Key(string source, string id, string? part) => BinaryPrimitives.ReadInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{source}\n{id}\n{part}")));

    /// <summary>What became of one feed so far.</summary>
    private sealed class FeedTally
    {
        private long _added;
        private long _changed;
        private long _removed;

        public HashSet<long> Seen { get; } = [];

        public HashSet<string> Broken { get; } = new(StringComparer.Ordinal);

        public List<StoredProblem> Problems { get; } = [];

        public int ProblemCount { get; private set; }

        public long Read { get; private set; }

        public void Add(int read, AdvisoryChanges changes, HashSet<PackageKey> touched)
        {
            Read += read;
            (_added, _changed, _removed) = (_added + changes.Added, _changed + changes.Changed, _removed + changes.Removed);
            touched.UnionWith(changes.Touched);
        }

        public void Add(int read, int changed) => (Read, _changed) = (Read + read, _changed + changed);

        public void Note(StoredProblem problem)
        {
            ProblemCount++;
            if (problem.Record is { } record) Broken.Add(record);
            if (Problems.Count < FeedRun.MaxProblems) Problems.Add(problem);
        }

        public ImportedFeed Describe(string name) => new() { Name = name, Read = Read, Added = _added, Changed = _changed, Removed = _removed, Problems = ProblemCount };
    }
}
