using Plimsoll.Storage.Blobs;

namespace Plimsoll.Tests.Storage.Blobs;

public sealed class StorageKeyTests
{
    [Theory]
    [InlineData("")]
    [InlineData("../etc/passwd")]
    [InlineData("3f/../../../../../../../../etc/passw")]
    [InlineData("3f/0197b0f3c2a87e5c9f1d2b6a4c8e0f1")]
    [InlineData("3f/0197b0f3c2a87e5c9f1d2b6a4c8e0f133")]
    [InlineData("3F/0197b0f3c2a87e5c9f1d2b6a4c8e0f13")]
    [InlineData("3f/0197b0f3c2a87e5c9f1d2b6a4c8e0f1/")]
    [InlineData("3f/0197b0f3c2a87e5c9f1d2b6a4c8e0f1\0")]
    public void Refuses_what_could_name_another_file(string text)
    {
        StorageKey.TryParse(text, out _).ShouldBeFalse();
        Should.Throw<FormatException>(() => StorageKey.Parse(text));
    }

    [Fact]
    public void New_keys_differ_and_can_be_read_again()
    {
        var keys = Enumerable.Range(0, 1000).Select(_ => StorageKey.New(TimeProvider.System)).ToList();
        keys.Distinct().Count().ShouldBe(1000);
        keys.ShouldAllBe(k => StorageKey.Parse(k.Value) == k);
    }
}
