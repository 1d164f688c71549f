using System.Threading.Channels;
using Plimsoll.Storage.Metadata;
using Plimsoll.Inspection.Layers.Compression;
using Plimsoll.Vulnerabilities.Feeds;

namespace Plimsoll.Server.Advisories;

/// <summary>Brings what feeds hold into a store: reads on one thread, stores on another, in batches, so that memory does not grow with the feed.</summary>
public sealed class AdvisoryImporter(IAdvisoryStore store, TimeProvider time)
{
    private const int BatchRecords = 500;
    private const int BatchStatements = 5000;

    /// <summary>Imports files, archives and folders.</summary>
    /// <exception cref="FileNotFoundException">One of them is not there; nothing was imported.</exception>
    public async Task<AdvisoryImport> ImportAsync(IReadOnlyList<string> paths, ImportRequest request, CancellationToken cancellationToken)
    {
        foreach (var path in paths)
        {
            if (!File.Exists(path) && !Directory.Exists(path)) throw new FileNotFoundException($"there is nothing at '{path}'", path);
        }
        return await ImportAsync(paths.SelectMany(path => FeedReader.Read(path, null, ZstdStreams.Open, cancellationToken)), request, cancellationToken);
    }

    /// <summary>Imports what was read.</summary>
    public async Task<AdvisoryImport> ImportAsync(IEnumerable<FeedItem> items, ImportRequest request, CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var batches = Channel.CreateBounded<List<FeedItem>>(3);
        var reading = Task.Run(() => ReadAsync(items, batches.Writer, over.Token), over.Token);
        var run = new ImportRun(store, request, time);
        try
        {
            await foreach (var batch in batches.Reader.ReadAllAsync(cancellationToken)) await run.StoreAsync(batch, cancellationToken);
        }
        finally
        {
            await over.CancelAsync();
            // Whatever ended the reading has come out of the channel already.
            await reading.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
        return await run.EndAsync(cancellationToken);
    }

    private static async Task ReadAsync(IEnumerable<FeedItem> items, ChannelWriter<List<FeedItem>> batches, CancellationToken cancellationToken)
    {
        Exception? failure = null;
        try
        {
            var (batch, statements) = (new List<FeedItem>(), 0);
            foreach (var item in items)
            {
                batch.Add(item);
                statements += item switch { AdvisoryItem advisory => advisory.Advisory.Affected.Count, VexItem => BatchStatements / 50, _ => 0 };
                if (batch.Count < BatchRecords && statements < BatchStatements) continue;
                await batches.WriteAsync(batch, cancellationToken);
                (batch, statements) = ([], 0);
            }
            if (batch.Count > 0) await batches.WriteAsync(batch, cancellationToken);
        }
        catch (Exception exception)
        {
            failure = exception;
        }
        batches.Complete(failure);
    }
}
