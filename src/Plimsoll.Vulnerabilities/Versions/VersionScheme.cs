using System.Buffers;

namespace Plimsoll.Vulnerabilities.Versions;

/// <summary>
/// What the versions of one package manager mean: which texts are versions, how they are ordered, which lie in a range, and a key that orders them in a
/// database. Schemes hold no state: one instance serves all threads. Numbers have any length; comparing allocates nothing and takes time in proportion to
/// the texts.
/// </summary>
public abstract class VersionScheme
{
    /// <summary>Name of the order, such as <c>dpkg</c>; several types of package URLs may share one.</summary>
    public abstract string Name { get; }

    /// <summary>Whether the package manager takes the text for a version without complaint.</summary>
    public abstract bool IsValid(ReadOnlySpan<char> version);

    /// <summary>Orders two versions: negative, zero or positive as the left one is older, equal or newer. Equal does not mean the same text.</summary>
    /// <exception cref="FormatException">One of them has no place in the order; see <see cref="TryCompare"/>.</exception>
    public int Compare(ReadOnlySpan<char> left, ReadOnlySpan<char> right) =>
        TryCompare(left, right, out var order) ? order : throw new FormatException($"No {Name} version: '{Shown(TryCompare(left, left, out _) ? right : left)}'.");

    /// <summary>Whether the place of a version in the order means something: only then can a range be said to hold it or not.</summary>
    public virtual bool IsReadable(ReadOnlySpan<char> version) => TryCompare(version, version, out _);

    /// <summary>
    /// Orders two versions as <see cref="Compare"/> does: those that are <see cref="IsValid">valid</see>, and those that the package manager compares although it warns of them.
    /// False for everything else: a finding on it would be a guess.
    /// </summary>
    public abstract bool TryCompare(ReadOnlySpan<char> left, ReadOnlySpan<char> right, out int order);

    /// <summary>
    /// Writes bytes whose unsigned order (memcmp, a shorter prefix first) is that of <see cref="Compare"/>; equal versions have equal keys. A key is at most a few times as long as
    /// the text. False, with nothing written, for what is not <see cref="IsReadable">readable</see> and for versions that no key can stand for; those are compared one by one.
    /// </summary>
    public abstract bool TryWriteSortKey(ReadOnlySpan<char> version, IBufferWriter<byte> destination);

    /// <summary>Whether a version satisfies a range in the syntax of the package manager, by the rules of its own tool.</summary>
    public RangeAnswer Satisfies(ReadOnlySpan<char> range, ReadOnlySpan<char> version) => Satisfies(range, version, includePrereleases: false);

    /// <summary>
    /// Whether a version satisfies a range. Some tools leave prereleases out of ranges that do not name one, because nobody wants to install them by accident;
    /// an advisory means them too, so <paramref name="includePrereleases"/> takes all versions by their order alone.
    /// </summary>
    public abstract RangeAnswer Satisfies(ReadOnlySpan<char> range, ReadOnlySpan<char> version, bool includePrereleases);

    private static string Shown(ReadOnlySpan<char> version) => version.Length <= 80 ? version.ToString() : string.Concat(version[..80], "…");
}
