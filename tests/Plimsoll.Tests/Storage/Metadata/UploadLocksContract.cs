namespace Plimsoll.Tests.Storage.Metadata;

/// <summary>What locks of upload sessions promise in every database.</summary>
public abstract class UploadLocksContract : MetadataContract
{
    [Fact]
    public async Task Only_one_has_the_lock_of_a_session()
    {
        await using (var held = await Store.UploadLocks.TryEnterAsync("one", default))
        {
            held.ShouldNotBeNull().Lost.IsCancellationRequested.ShouldBeFalse();
            (await Store.UploadLocks.TryEnterAsync("one", default)).ShouldBeNull();
            await using var other = await Store.UploadLocks.TryEnterAsync("two", default);
            other.ShouldNotBeNull();
        }
        await using var again = await Store.UploadLocks.TryEnterAsync("one", default);
        again.ShouldNotBeNull();
    }

    [Fact]
    public async Task Of_many_who_ask_at_once_one_gets_it()
    {
        for (var round = 0; round < 10; round++)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () => await Store.UploadLocks.TryEnterAsync("one", default))));
            await answers.Single(a => a is not null)!.DisposeAsync();
        }
    }
}
