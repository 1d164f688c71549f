namespace Plimsoll.Core.Advisories;

/// <summary>What an advisory says about one package of one namespace.</summary>
/// <remarks>
/// The statement holds for the versions that are in <see cref="Versions"/> or in a range of <see cref="Ranges"/> that means <see cref="RangeMeaning.Covered"/>, and in no range that means anything
/// else. (Reading JSON sets what is absent to null, so lists turn null into nothing.) Readers write "all versions" as a range from <c>0</c> on; an entry without ranges and versions says nothing that can be evaluated.
/// </remarks>
public sealed record AffectedPackage
{
    /// <summary>Where the name counts: the text of a <see cref="PackageNamespace"/>, such as <c>npm</c>, <c>deb:debian:12</c>, <c>apk:alpine:v3.18:main</c>, <c>deb:ubuntu:16.04:pro</c>.</summary>
    public required string Namespace { get; init; }

    /// <summary>Name as <see cref="PackageKey"/> has it.</summary>
    public required string Name { get; init; }

    /// <summary>Which packages bear the name.</summary>
    public PackageLevel Level { get; init; }

    /// <summary>What is said.</summary>
    public AffectedStatus Status { get; init; }

    /// <summary>The vendor's own word for it, such as <c>no-dsa</c>, <c>postponed</c>, <c>no_fix_planned</c>; null without one.</summary>
    public string? VendorStatus { get; init; }

    /// <summary>Why it is so, in the words of the vendor: the justification of a VEX statement, the note of a tracker.</summary>
    public string? Justification { get; init; }

    /// <summary>Ranges; their union counts.</summary>
    public IReadOnlyList<AffectedRange> Ranges { get; init => field = value ?? []; } = [];

    /// <summary>Versions named one by one; they add to <see cref="Ranges"/>.</summary>
    public IReadOnlyList<string> Versions { get; init => field = value ?? []; } = [];

    /// <summary>Label <c>name:stream</c> of the rpm module the package belongs to; null for none. Both sides must have the same.</summary>
    public string? Module { get; init; }

    /// <summary>Architectures in the words of the package manager, in ordinal order; empty for all.</summary>
    public IReadOnlyList<string> Architectures { get; init => field = value ?? []; } = [];

    /// <summary>CPE names of the vendor's products (Red Hat, SUSE) that the statement is for, in ordinal order.</summary>
    public IReadOnlyList<string> Products { get; init => field = value ?? []; } = [];

    /// <summary>The parts of a Go module that are affected; empty for all of it.</summary>
    public IReadOnlyList<AffectedSymbols> Symbols { get; init => field = value ?? []; } = [];

    /// <summary>Judgements about this package alone.</summary>
    public IReadOnlyList<AdvisorySeverity> Severities { get; init => field = value ?? []; } = [];

    /// <summary>The key that packages are looked up by.</summary>
    public PackageKey Key() => new(Namespace, Name);
}

/// <summary>A Go package, or a path of Rust, and what of it is affected.</summary>
public sealed record AffectedSymbols
{
    /// <summary>Import path.</summary>
    public required string Path { get; init; }

    /// <summary>Functions, types and methods; empty for all.</summary>
    public IReadOnlyList<string> Symbols { get; init => field = value ?? []; } = [];

    /// <summary>What it is limited to, such as <c>windows</c> or <c>amd64</c>; empty for no limit.</summary>
    public IReadOnlyList<string> Platforms { get; init => field = value ?? []; } = [];
}
