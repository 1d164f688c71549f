using Plimsoll.Core;
using Plimsoll.Core.Manifests;

namespace Plimsoll.Client.Copying;

/// <summary>A place that a closure is copied to.</summary>
public interface IClosureTarget : IClosureSource
{
    /// <summary>Brings a blob over from a source; goes on where a broken connection left off.</summary>
    /// <param name="blob">The blob; digest and size are used.</param>
    /// <param name="from">Where it is.</param>
    /// <param name="sent">Is told how many bytes more have gone over.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What had to be done for it.</returns>
    /// <exception cref="ContentMismatchException">The bytes of the source are not what the digest says.</exception>
    Task<Arrival> PutBlobAsync(Descriptor blob, IClosureSource from, IProgress<long> sent, CancellationToken cancellationToken);

    /// <summary>Stores a manifest so that what it refers to leads to it.</summary>
    /// <param name="manifest">The manifest; everything that it consists of is there.</param>
    /// <param name="tag">The tag that shall name it; null for none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task PutManifestAsync(FetchedManifest manifest, Tag? tag, CancellationToken cancellationToken);
}

/// <summary>How content came to its place.</summary>
public enum Arrival
{
    /// <summary>It was there already.</summary>
    Existing,

    /// <summary>The registry took it over from another of its repositories.</summary>
    Mounted,

    /// <summary>Its bytes were sent.</summary>
    Copied,
}
