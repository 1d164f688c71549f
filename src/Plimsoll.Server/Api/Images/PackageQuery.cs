using Plimsoll.Core.Facts;

namespace Plimsoll.Server.Api.Images;

/// <summary>Which packages of an image to list, and in which order.</summary>
internal sealed record PackageQuery
{
    /// <summary>The orders there are; a leading <c>-</c> turns one round.</summary>
    public static readonly IReadOnlyList<string> Orders = ["name", "version", "type", "layer"];

    /// <summary>Part of name, version or source package; null for all.</summary>
    public string? Text { get; init; }

    /// <summary>Only this purl type.</summary>
    public string? Type { get; init; }

    /// <summary>Only what this layer brought.</summary>
    public int? Layer { get; init; }

    /// <summary>One of <see cref="Orders"/>, perhaps with a leading <c>-</c>; anything else is the order of the document.</summary>
    public string? Sort { get; init; }

    /// <summary>The packages.</summary>
    public IReadOnlyList<PackageFacts> Of(InspectionDocument document)
    {
        var found = document.Packages.Where(Matches);
        Func<PackageFacts, IComparable>? key = Sort?.TrimStart('-') switch
        {
            "name" => p => p.Name,
            "version" => p => p.Version,
            "type" => p => p.Type,
            "layer" => p => p.Layer,
            _ => null,
        };
        if (key is null) return [.. found];
        var order = Comparer<IComparable>.Create((a, b) => a is string text ? string.CompareOrdinal(text, (string)b) : a.CompareTo(b));
        return [.. Sort![0] == '-' ? found.OrderByDescending(key, order) : found.OrderBy(key, order)];
    }

    private bool Matches(PackageFacts package) =>
        (string.IsNullOrEmpty(Type) || package.Type == Type)
        && (Layer is null || package.Layer == Layer)
        && (string.IsNullOrEmpty(Text) || Contains(package.Name) || Contains(package.Version) || Contains(package.Source));

    private bool Contains(string? value) => value?.Contains(Text!, StringComparison.OrdinalIgnoreCase) == true;
}
