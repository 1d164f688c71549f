using System.Collections.Concurrent;
using Plimsoll.Server.Tests.Fixtures;

namespace Plimsoll.Server.Tests.Durability;

/// <summary>What the server said that it has: only this must be there after a crash. Writing it down comes after the answer, so it never says too much.</summary>
internal sealed class Ledger
{
    private readonly ConcurrentDictionary<string, string> _tags = new();
    private readonly ConcurrentDictionary<string, string> _attempts = new();
    private readonly ConcurrentQueue<(string Path, string Digest)> _content = new();

    /// <summary>How much was acknowledged.</summary>
    public int Count => _content.Count;

    /// <summary>A blob or a manifest that was acknowledged.</summary>
    public void Acknowledge(string path, string digest) => _content.Enqueue((path, digest));

    /// <summary>A tag that is about to move: if the answer is lost, it may have moved or not.</summary>
    public void Attempt(string path, string digest) => _attempts[path] = digest;

    /// <summary>A tag that moved.</summary>
    public void Move(string path, string digest) => _tags[path] = digest;

    /// <summary>Reads everything back: each content has its digest, each tag points at what it was moved to last, or at what it was being moved to.</summary>
    public async Task VerifyAsync(Wire wire, int last)
    {
        await Parallel.ForEachAsync(_content.TakeLast(last), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (item, _) =>
        {
            var got = (await wire.GetAsync(item.Path)).Expect(200);
            Content.Of(got.Body).Digest.ShouldBe(item.Digest, item.Path);
        });
        foreach (var (path, digest) in _tags)
        {
            var head = (await wire.HeadAsync(path)).Expect(200)["Docker-Content-Digest"];
            new[] { digest, _attempts[path] }.ShouldContain(head, path);
            // From here on it is known whether the move whose answer was lost took place.
            _tags[path] = head!;
        }
    }
}
