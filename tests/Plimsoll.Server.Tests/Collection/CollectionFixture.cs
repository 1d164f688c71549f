using Plimsoll.Server.Configuration;
using Plimsoll.Server.Tests.Fixtures;

namespace Plimsoll.Server.Tests.Collection;

/// <summary>A server whose grace is over in a moment, and which collects only when told.</summary>
public sealed class CollectionFixture : RegistryFixture
{
    public static TimeSpan Grace { get; } = TimeSpan.FromSeconds(1);

    /// <summary>Longer than a pin and the grace after it.</summary>
    public static Task OutliveAsync() => Task.Delay((2 * Grace) + TimeSpan.FromMilliseconds(50));

    protected override void Configure(ServerOptions options)
    {
        options.Collection.Enabled = false;
        options.Collection.Untagged = UntaggedManifests.Collect;
        options.Collection.ShortGrace = Grace;
    }
}
