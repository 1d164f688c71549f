namespace Plimsoll.Inspection.Proof;

/// <summary>A mirror of a distribution, or some of its files: signed indexes and packages. Nothing in it is believed for lying there.</summary>
public abstract class VendorMirror
{
    /// <summary>The signed lists of Debian repositories that it has: paths of <c>InRelease</c> or <c>Release</c>.</summary>
    /// <param name="suite">The name of the release that is looked for, such as <c>bookworm</c>; null when it is not known.</param>
    public abstract IReadOnlyList<string> Releases(string? suite);

    /// <summary>Opens a file; null when the mirror does not have it.</summary>
    /// <param name="path">Its path from the top of the mirror. One that leads out of it is not there.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public abstract ValueTask<Stream?> OpenAsync(string path, CancellationToken cancellationToken);
}
