using System.Runtime.InteropServices;

namespace Plimsoll.Vulnerabilities.Oval.Items;

/// <summary>Something of the system with its properties, such as a package, a file or a line of a file. Two are the same when their properties are.</summary>
internal sealed class OvalItem(string kind, params ItemEntity[] entities) : IEquatable<OvalItem>
{
    private int _hash;

    /// <summary>What it is, such as <c>linux:dpkginfo</c>.</summary>
    public string Kind => kind;

    /// <summary>Its properties; a name may stand there several times.</summary>
    public ReadOnlySpan<ItemEntity> Entities => entities;

    /// <summary>A property by its name; null without it.</summary>
    public string? this[string name]
    {
        get
        {
            foreach (var entity in entities)
            {
                if (entity.Name == name) return entity.Value;
            }
            return null;
        }
    }

    public bool Equals(OvalItem? other) => other is not null && (ReferenceEquals(this, other) || (GetHashCode() == other.GetHashCode() && Kind == other.Kind && Entities.SequenceEqual(other.Entities)));

    public override bool Equals(object? obj) => Equals(obj as OvalItem);

    public override int GetHashCode()
    {
        if (_hash != 0) return _hash;
        var hash = new HashCode();
        hash.Add(kind);
        foreach (var entity in entities) hash.Add(entity);
        return _hash = hash.ToHashCode();
    }
}

/// <summary>A property of an item.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value; null when there is none.</param>
/// <param name="Problem">Why nobody knows the value; null when it is known, be it that there is none.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ItemEntity(string Name, string? Value, string? Problem = null)
{
    /// <summary>A property that nobody could look at.</summary>
    public static ItemEntity Unknown(string name, string problem) => new(name, null, problem);

    /// <summary>A property that is yes or no.</summary>
    public static ItemEntity Flag(string name, bool value) => new(name, value ? "true" : "false");
}
