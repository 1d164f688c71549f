using System.ComponentModel.DataAnnotations;
using Plimsoll.Storage.Collection;

namespace Plimsoll.Server.Configuration;

/// <summary>What becomes of manifests that no tag leads to.</summary>
public enum UntaggedManifests
{
    /// <summary>They stay until somebody deletes them, their index or their subject.</summary>
    Keep,

    /// <summary>They go when the grace has passed.</summary>
    Collect,
}

/// <summary>Settings of garbage collection.</summary>
public sealed class CollectionOptions
{
    /// <summary>Collect garbage in the background. Default: true.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Minutes between two runs. Default: 10.</summary>
    [Range(1, 1440)]
    public int IntervalMinutes { get; set; } = 10;

    /// <summary>What becomes of manifests that no tag leads to. Default: keep.</summary>
    public UntaggedManifests Untagged { get; set; } = UntaggedManifests.Keep;

    /// <summary>A run that would delete more of all bytes or of all manifests than this, in percent, waits for confirmation. Default: 10.</summary>
    [Range(1, 100)]
    public int MaxPercent { get; set; } = 10;

    /// <summary>A run that would delete more manifests than this waits for confirmation. Default: 10000.</summary>
    [Range(1, 1_000_000_000)]
    public int MaxManifests { get; set; } = 10_000;

    /// <summary>A grace shorter than an hour, for tests: no push of real size would fit in.</summary>
    internal TimeSpan? ShortGrace { get; set; }

    /// <summary>An interval shorter than a minute, for tests.</summary>
    internal TimeSpan? ShortInterval { get; set; }

    /// <summary>What no setting can say, for tests.</summary>
    internal Func<CollectionSettings, CollectionSettings> Adjust { get; set; } = static settings => settings;

    /// <summary>The time between two runs.</summary>
    internal TimeSpan Interval => ShortInterval ?? TimeSpan.FromMinutes(IntervalMinutes);

    internal CollectionSettings ToSettings(RegistryOptions registry) => Adjust(new CollectionSettings
    {
        Grace = ShortGrace ?? TimeSpan.FromHours(registry.GraceHours),
        KeepUntagged = Untagged == UntaggedManifests.Keep,
        MaxPercent = MaxPercent,
        MaxManifests = MaxManifests,
    });
}
