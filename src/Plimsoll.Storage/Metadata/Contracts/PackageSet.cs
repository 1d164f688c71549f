using System.Security.Cryptography;
using System.Text;
using Plimsoll.Core.Advisories;

namespace Plimsoll.Storage.Metadata;

/// <summary>A component of a set, with what it is looked up by.</summary>
/// <param name="Component">The component.</param>
/// <param name="Keys">The keys that statements about it are found under.</param>
/// <param name="SortKey">Bytes that order its version among those of its name; null where none can.</param>
public sealed record SetMember(Component Component, IReadOnlyList<PackageKey> Keys, ReadOnlyMemory<byte>? SortKey = null)
{
    /// <summary>Identifiers of its licences, in lower case. They are no part of what makes two sets the same.</summary>
    public IReadOnlyList<string> Licences { get; init; } = [];
}

/// <summary>
/// What one layer brought of one kind of package, as an image has it in the end. Images on one base share the sets of the base; a layer that replaces a package leaves a smaller set
/// of the layer below.
/// </summary>
public sealed class PackageSet
{
    /// <summary>Members of one set at most: what is larger is more than one set, so that no change takes long.</summary>
    public const int MaxMembers = 1000;

    /// <summary>A set of these members, each of which is counted once.</summary>
    /// <param name="kind">Type of package URLs.</param>
    /// <param name="members">At most <see cref="MaxMembers"/>, in the order of <see cref="Order"/>.</param>
    public PackageSet(string kind, IReadOnlyList<SetMember> members)
    {
        if (members.Count > MaxMembers) throw new ArgumentException($"A set has at most {MaxMembers} members.", nameof(members));
        (Kind, Members) = (kind, members);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var member in members) hash.AppendData(Encoding.UTF8.GetBytes(Identity(member.Component) + "\n"));
        Digest = hash.GetHashAndReset();
    }

    /// <summary>Type of package URLs.</summary>
    public string Kind { get; }

    /// <summary>The members.</summary>
    public IReadOnlyList<SetMember> Members { get; }

    /// <summary>SHA-256 of what the members are: equal sets have equal ones.</summary>
    public ReadOnlyMemory<byte> Digest { get; }

    /// <summary>The members each once, in the one order that sets have.</summary>
    public static IReadOnlyList<SetMember> Order(IEnumerable<SetMember> members) =>
        [.. members.Select(member => (Member: member, Identity: Identity(member.Component))).DistinctBy(m => m.Identity).OrderBy(m => m.Identity, StringComparer.Ordinal).Select(m => m.Member)];

    /// <summary>What makes two components one.</summary>
    public static string Identity(Component component) => string.Join('\0', component.Namespace, IndexText.Cut(component.Name), IndexText.Cut(component.Version), ComponentDetail.Write(component));
}

/// <summary>A set in an image.</summary>
/// <param name="Layer">Index of the layer that brought its packages.</param>
/// <param name="Set">The set.</param>
public sealed record LayerSet(int Layer, PackageSet Set);
