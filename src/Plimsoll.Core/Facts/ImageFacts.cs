namespace Plimsoll.Core.Facts;

/// <summary>An image as its manifest and configuration describe it. Everything in the configuration is a claim of the builder.</summary>
public sealed record ImageFacts
{
    /// <summary>Digest of the manifest; null where there is none (a root file system, an archive of <c>docker save</c> before version 25).</summary>
    public Digest? Digest { get; init; }

    /// <summary>Digest of the index through which the image was chosen; null when the reference names the image itself.</summary>
    public Digest? Index { get; init; }

    /// <summary>Media type of the manifest.</summary>
    public string? MediaType { get; init; }

    /// <summary>Type of the artifact, when the manifest is not that of a container image.</summary>
    public string? ArtifactType { get; init; }

    /// <summary><c>os/architecture[/variant]</c> by the configuration.</summary>
    public string? Platform { get; init; }

    /// <summary>The platforms of the index, attestations left out; null without an index.</summary>
    public IReadOnlyList<string>? Platforms { get; init; }

    /// <summary>When the image was built, in the words of the configuration (RFC 3339).</summary>
    public string? Created { get; init; }

    /// <summary>Who built it.</summary>
    public string? Author { get; init; }

    /// <summary>Bytes to transfer: configuration and layers as they are stored.</summary>
    public long Size { get; init; }

    /// <summary>Bytes of the layers unpacked; null unless every layer was read to its end.</summary>
    public long? UncompressedSize { get; init; }

    /// <summary>Version of Docker that made the image; only Docker's own builder of old says so.</summary>
    public string? DockerVersion { get; init; }

    /// <summary>Name of the machine, most often a container, in which the last step of the build ran; only Docker's own builder of old says so.</summary>
    public string? BuildHost { get; init; }

    /// <summary>Labels of the configuration, in ordinal order of the key.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new SortedList<string, string>(StringComparer.Ordinal);

    /// <summary>Annotations of the manifest, in ordinal order of the key; null without any.</summary>
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }

    /// <summary>How a container is started; null where there is no image configuration.</summary>
    public ImageConfiguration? Config { get; init; }

    /// <summary>The history lines of the configuration, oldest first.</summary>
    public IReadOnlyList<HistoryEntry> History { get; init; } = [];
}

/// <summary>The <c>config</c> object of an image configuration (OCI image-spec, config.md, "Properties").</summary>
public sealed record ImageConfiguration
{
    /// <summary>Digest of the configuration, which Docker calls the image id.</summary>
    public Digest? Digest { get; init; }

    /// <summary>User, <c>user[:group]</c>; null means root.</summary>
    public string? User { get; init; }

    /// <summary>Environment, <c>NAME=value</c>, in the order given.</summary>
    public IReadOnlyList<string>? Env { get; init; }

    /// <summary>Arguments that are always given.</summary>
    public IReadOnlyList<string>? Entrypoint { get; init; }

    /// <summary>Arguments that the caller may replace.</summary>
    public IReadOnlyList<string>? Cmd { get; init; }

    /// <summary>Ports, <c>port/protocol</c>, in ordinal order.</summary>
    public IReadOnlyList<string>? ExposedPorts { get; init; }

    /// <summary>Mount points, in ordinal order.</summary>
    public IReadOnlyList<string>? Volumes { get; init; }

    /// <summary>Directory in which the process starts.</summary>
    public string? WorkingDir { get; init; }

    /// <summary>Signal that stops the container.</summary>
    public string? StopSignal { get; init; }

    /// <summary>The health check that Docker runs.</summary>
    public HealthCheck? HealthCheck { get; init; }
}

/// <summary>Docker's health check.</summary>
public sealed record HealthCheck
{
    /// <summary><c>NONE</c>, or <c>CMD</c> or <c>CMD-SHELL</c> and the arguments.</summary>
    public IReadOnlyList<string>? Test { get; init; }

    /// <summary>Nanoseconds between two runs.</summary>
    public long? Interval { get; init; }

    /// <summary>Nanoseconds after which a run has failed.</summary>
    public long? Timeout { get; init; }

    /// <summary>Failures in a row that make the container unhealthy.</summary>
    public long? Retries { get; init; }
}

/// <summary>One line of the history (OCI image-spec, config.md, "history").</summary>
public sealed record HistoryEntry
{
    /// <summary>When, in the words of the configuration.</summary>
    public string? Created { get; init; }

    /// <summary>The instruction.</summary>
    public string? CreatedBy { get; init; }

    /// <summary>Who.</summary>
    public string? Author { get; init; }

    /// <summary>A remark of the builder.</summary>
    public string? Comment { get; init; }

    /// <summary>Index of the layer that the line brought; null for a line without a layer and where lines and layers do not add up.</summary>
    public int? Layer { get; init; }
}
