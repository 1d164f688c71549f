namespace Plimsoll.Core.Facts;

/// <summary>What one cataloguer says about one file of a layer: a package database, a manifest, an archive, an executable.</summary>
public sealed record CataloguedFile
{
    /// <summary>Place of the file in <see cref="LayerFacts.Files"/>.</summary>
    public required int File { get; init; }

    /// <summary>Name of the cataloguer that read it, such as <c>dpkg</c>.</summary>
    public required string Cataloguer { get; init; }

    /// <summary>The packages in the order of the file, those that are not installed and those that are only declared among them.</summary>
    public IReadOnlyList<PackageRecord> Packages { get; init; } = [];

    /// <summary>Place in <see cref="LayerFacts.Owned"/> of the first file that the packages own.</summary>
    public int OwnedStart { get; init; }

    /// <summary>Number of files that the packages own.</summary>
    public int OwnedCount { get; init; }

    /// <summary>What the file says of licences, for files that are about nothing else.</summary>
    public IReadOnlyList<LicenceStatement>? Licences { get; init; }

    /// <summary>What else the file says, by names of the cataloguer's own.</summary>
    public IReadOnlyDictionary<string, string>? Properties { get; init; }

    /// <summary>What in the file could not be read. It makes an image partial only where the file is in force.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];
}

/// <summary>A licence as a file states it.</summary>
public sealed record LicenceStatement
{
    /// <summary>Licence in the words of the file; empty for a text, which has no words of its own for it.</summary>
    public required string Licence { get; init; }

    /// <summary>What it is about: the patterns of a DEP-5 paragraph, separated by spaces. Null for all of the package, or where the words are only explained.</summary>
    public string? Files { get; init; }

    /// <summary>The SPDX expression that the text of the licence was recognised as.</summary>
    public string? Recognised { get; init; }

    /// <summary>How sure the recognition is; null where nothing was recognised.</summary>
    public Confidence? Confidence { get; init; }
}
