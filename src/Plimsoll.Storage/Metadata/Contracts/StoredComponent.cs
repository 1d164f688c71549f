using Plimsoll.Core;
using Plimsoll.Core.Advisories;

namespace Plimsoll.Storage.Metadata;

/// <summary>A component with its number.</summary>
/// <param name="Id">Its number, which never changes.</param>
/// <param name="Component">The component.</param>
public sealed record StoredComponent(long Id, Component Component);

/// <summary>That a record of an advisory holds for a component.</summary>
/// <param name="Component">Number of the component.</param>
/// <param name="Advisory">The record.</param>
/// <param name="Status">What it says.</param>
/// <param name="Since">When that was found first.</param>
/// <param name="IsFixable">Whether a version without it is known; null where that was not asked yet.</param>
public sealed record StoredMatch(long Component, AdvisoryKey Advisory, AffectedStatus Status, DateTimeOffset Since, bool? IsFixable = null);

/// <summary>That a record held for a component, and does not any more.</summary>
/// <param name="Component">The component.</param>
/// <param name="Advisory">The record.</param>
/// <param name="Status">What it said.</param>
/// <param name="Since">When it was found first.</param>
/// <param name="Until">When it was found to be over.</param>
public sealed record EndedMatch(StoredComponent Component, AdvisoryKey Advisory, AffectedStatus Status, DateTimeOffset Since, DateTimeOffset Until);

/// <summary>What is found now where something else was found before.</summary>
/// <param name="Component">Number of the component.</param>
/// <param name="Advisory">The record.</param>
/// <param name="Status">What it says now; null when it does not hold any more.</param>
/// <param name="IsFixable">Whether a version without it is known.</param>
public sealed record MatchChange(long Component, AdvisoryKey Advisory, AffectedStatus? Status, bool IsFixable = false)
{
    /// <summary>True when it held before too, and no version without it was known.</summary>
    public bool IsFixNews { get; init; }

    /// <summary>True when nothing changed but that it is known now whether there is a fix: nobody is told.</summary>
    public bool IsQuiet { get; init; }
}

/// <summary>A name that advisories say something else about.</summary>
/// <param name="Key">The name.</param>
/// <param name="Stamp">Tells this change from a later one.</param>
public sealed record MatchTask(PackageKey Key, long Stamp);

/// <summary>How far all components are held against the advisories anew.</summary>
/// <param name="Version">Of the matcher; 0 where none did it yet.</param>
/// <param name="Position">Number of the last name that was done; null when all are.</param>
public sealed record MatchProgress(int Version, long? Position);

/// <summary>That a record came to hold for other components than before: one message for whoever tells others.</summary>
/// <param name="Advisory">The record.</param>
/// <param name="Added">Components that it holds for now and did not.</param>
/// <param name="Removed">Components that it held for and does not.</param>
/// <param name="Components">Components that it holds for.</param>
/// <param name="Count">Sets and images that have one of these; null where so much changed at once that it was not counted.</param>
public sealed record ChangeEvent(AdvisoryKey Advisory, int Added, int Removed, int Components, ExposureCount? Count)
{
    /// <summary>Its number: whoever follows them goes on behind the last one.</summary>
    public long Sequence { get; init; }

    /// <summary>When it was written.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>Components that it held for before, of which a version without it came to be known.</summary>
    public int Fixable { get; init; }

    /// <summary><c>opened</c>, <c>closed</c>, or <c>changed</c> when some components came and others went, or only the status changed.</summary>
    public string Kind => (Added, Removed) switch { ( > 0, 0) => "opened", (0, > 0) => "closed", _ => "changed" };
}

/// <summary>What was found, written in one transaction.</summary>
public sealed record MatchUpdate
{
    /// <summary>When it was found.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What changed.</summary>
    public IReadOnlyList<MatchChange> Changes { get; init; } = [];

    /// <summary>What others are told.</summary>
    public IReadOnlyList<ChangeEvent> Events { get; init; } = [];

    /// <summary>What is told of so much at once that each record is no news of its own; null where there is none.</summary>
    public ChangeSummary? Summary { get; init; }

    /// <summary>Names that are done, unless they changed again meanwhile.</summary>
    public IReadOnlyList<MatchTask> Tasks { get; init; } = [];

    /// <summary>New components that are done.</summary>
    public IReadOnlyList<long> NewComponents { get; init; } = [];

    /// <summary>Names that components are known by from now on.</summary>
    public IReadOnlyList<(long Component, PackageKey Key)> Names { get; init; } = [];

    /// <summary>How far all are done; null when that is as it was.</summary>
    public MatchProgress? Progress { get; init; }
}

/// <summary>What changed at once, in numbers.</summary>
/// <param name="Records">Records that came to hold for other components.</param>
/// <param name="Added">Components that records hold for now and did not.</param>
/// <param name="Removed">Components that records held for and do not.</param>
public sealed record ChangeSummary(int Records, int Added, int Removed);

/// <summary>How many sets and images have one of some components.</summary>
/// <param name="Sets">Sets.</param>
/// <param name="Images">Images, each once.</param>
public sealed record ExposureCount(long Sets, long Images);

/// <summary>A component that a record holds for.</summary>
/// <param name="Component">The component.</param>
/// <param name="Advisory">The record.</param>
/// <param name="Status">What it says.</param>
/// <param name="Since">When that was found first.</param>
public sealed record AffectedComponent(StoredComponent Component, AdvisoryKey Advisory, AffectedStatus Status, DateTimeOffset Since);

/// <summary>Where a list of images goes on: components in order, the sets of each, and the images of these. So a page costs what its components cost, not what all of them do.</summary>
/// <param name="Component">Number of the component.</param>
/// <param name="Set">Number of the set, of those that have no lower component.</param>
/// <param name="Image">Number of the image in it.</param>
public sealed record ImagePosition(long Component, long Set, long Image);

/// <summary>A component in an image.</summary>
/// <param name="Component">Number of the component.</param>
/// <param name="Layer">Index of the layer that brought it.</param>
public sealed record ComponentInImage(long Component, int Layer);

/// <summary>An image that has one of some components.</summary>
/// <param name="Id">Number of the image.</param>
/// <param name="Digest">The manifest.</param>
/// <param name="Position">Where a list goes on behind it.</param>
/// <param name="Components">Those of the components that it has.</param>
public sealed record AffectedImage(long Id, Digest Digest, ImagePosition Position, IReadOnlyList<ComponentInImage> Components);

/// <summary>An image that another one is made of.</summary>
/// <param name="Id">Number of the image.</param>
/// <param name="Digest">The manifest.</param>
/// <param name="Layers">How many layers it has.</param>
/// <param name="Descendants">Images that have these layers and others on top.</param>
public sealed record BaseInIndex(long Id, Digest Digest, int Layers, long Descendants);

/// <summary>Where a list of pulls goes on.</summary>
/// <param name="At">Time of the last one.</param>
/// <param name="Image">Number of its image.</param>
/// <param name="Actor">Number of who asked.</param>
/// <param name="Place">Number of the address.</param>
public sealed record PullPosition(long At, long Image, long Actor, long Place);

/// <summary>That somebody resolved or pulled an image from somewhere.</summary>
/// <param name="Image">The manifest.</param>
/// <param name="Actor">Name of the user or robot.</param>
/// <param name="Address">The address; null where none is known.</param>
/// <param name="Count">How often.</param>
/// <param name="First">When first.</param>
/// <param name="Last">When last.</param>
/// <param name="Position">Where a list goes on behind it.</param>
public sealed record ImagePull(Digest Image, string Actor, string? Address, long Count, DateTimeOffset First, DateTimeOffset Last, PullPosition Position);

/// <summary>What is known against a component of an image.</summary>
/// <param name="Component">The component.</param>
/// <param name="Layer">Index of the layer that brought it.</param>
/// <param name="Advisory">The record.</param>
/// <param name="Status">What it says.</param>
/// <param name="Since">When that was found first.</param>
public sealed record ImageMatch(StoredComponent Component, int Layer, AdvisoryKey Advisory, AffectedStatus Status, DateTimeOffset Since);

/// <summary>How many asked for images since a time.</summary>
/// <param name="Pulls">Images by who asked for them from where, each once.</param>
/// <param name="Actors">Who asked, each once.</param>
public sealed record PullCount(long Pulls, long Actors);
