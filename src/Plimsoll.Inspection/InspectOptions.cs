using Plimsoll.Core.Manifests;
using Plimsoll.Inspection.Layers;
using Plimsoll.Inspection.Malware;
using Plimsoll.Inspection.Sbom;

namespace Plimsoll.Inspection;

/// <summary>How an image is inspected.</summary>
public sealed record InspectOptions
{
    /// <summary>The defaults.</summary>
    public static InspectOptions Default { get; } = new();

    /// <summary>
    /// The platform to choose from an index; not having it is an error. Null takes <c>linux</c> on this machine's architecture where the
    /// index has it, else its first platform.
    /// </summary>
    public Platform? Platform { get; init; }

    /// <summary>What one layer may cost.</summary>
    public LayerLimits Limits { get; init; } = LayerLimits.Default;

    /// <summary>Entries of all layers together; above it the inspection is partial. Default 2,000,000, about 300 MB of memory at worst.</summary>
    public int MaxEntries { get; init; } = 2_000_000;

    /// <summary>Time for the whole image; what is not read by then is partial. Default 15 minutes.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Whether secrets are looked for, in files and in the configuration. Default true.</summary>
    public bool Secrets { get; init; } = true;

    /// <summary>Address of a clamd that is given every file, <c>HOST:PORT</c> or <c>unix:/PATH</c>; null asks none. Default null.</summary>
    public string? ClamAv { get; init; }

    /// <summary>Whether a text is an address for <see cref="ClamAv"/>.</summary>
    public static bool IsClamAvAddress(string text)
    {
        try
        {
            ClamAvAddress.Parse(text);
            return true;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    /// <summary>File with YARA rules that every file is tried with; null tries none. Default null.</summary>
    public string? YaraRules { get; init; }

    /// <summary>
    /// Whether the stored bytes of layers are hashed while they are read and compared with their descriptors, where the configuration does not state what they unpack to, or where their facts are kept. Where it does, and in any case when this is
    /// false, they are hashed only when they have not the size of the descriptor or do not unpack to that. Default true.
    /// </summary>
    public bool VerifyBlobs { get; init; } = true;

    /// <summary>
    /// Whether every file of an image is hashed by SHA-256. When false, where facts are not kept, files in the trees of dpkg are hashed by what it lists, which is MD5; those whose SHA-256 the document states or compares all the
    /// same are hashed in a second pass over their layers. The document is the same; <see cref="ImageFile"/> and trees lack digests then. An unpacked root is always hashed. Default true.
    /// </summary>
    public bool EverySha256 { get; init; } = true;

    /// <summary>Takes the regular files of the final root, in order of path, once the layers are stacked; null where nobody wants them.</summary>
    public Action<IReadOnlyList<ImageFile>>? Files { get; init; }

    /// <summary>
    /// True when only the files are wanted, not what is in them: of layers that have a table of contents nothing else is fetched, where the source can begin in the middle of a blob. Such an inspection is partial: it
    /// knows no packages. Default false.
    /// </summary>
    public bool FilesOnly { get; init; }

    /// <summary>Paths of an unpacked root, without leading slash, that are listed but not looked into. Default none.</summary>
    public IReadOnlySet<string> LeftOut { get; init; } = new HashSet<string>();
}
