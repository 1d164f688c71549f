namespace Plimsoll.Core.References;

/// <summary>Where an image is: in a registry, or in files on this machine.</summary>
public abstract record ImageReference
{
    private const string RegistryForm = "[host/]repository[:tag][@digest]";

    private ImageReference() { }

    /// <summary><c>host/repository[:tag][@digest]</c>. A server reads its own references without the host.</summary>
    public sealed record Registry(string? Host, RepositoryName Repository, Tag? Tag, Digest? Digest) : ImageReference
    {
        /// <summary>What the manifest API takes: the digest where there is one, else the tag.</summary>
        public string Target => Digest?.Value ?? Tag?.Value ?? "latest";

        /// <inheritdoc/>
        public override string ToString() =>
            (Host is null ? "" : Host + "/") + Repository + (Tag is { } tag ? ":" + tag : "") + (Digest is { } digest ? "@" + digest : "");
    }

    /// <summary><c>oci:DIR[:tag]</c>: an OCI image layout.</summary>
    public sealed record OciLayout(string Directory, string? Tag) : ImageReference
    {
        /// <inheritdoc/>
        public override string ToString() => "oci:" + Directory + (Tag is null ? "" : ":" + Tag);
    }

    /// <summary><c>oci-archive:FILE[:tag]</c>: an OCI image layout in a tar file.</summary>
    public sealed record OciArchive(string File, string? Tag) : ImageReference
    {
        /// <inheritdoc/>
        public override string ToString() => "oci-archive:" + File + (Tag is null ? "" : ":" + Tag);
    }

    /// <summary><c>docker-archive:FILE[:name:tag]</c>, or just a path that starts with <c>/</c>, <c>./</c> or <c>../</c>: what <c>docker save</c> and <c>podman save</c> write.</summary>
    public sealed record DockerArchive(string File, string? Name) : ImageReference
    {
        /// <inheritdoc/>
        public override string ToString() => "docker-archive:" + File + (Name is null ? "" : ":" + Name);
    }

    /// <summary><c>dir:ROOTFS</c>: an unpacked root file system.</summary>
    public sealed record RootFileSystem(string Directory) : ImageReference
    {
        /// <inheritdoc/>
        public override string ToString() => "dir:" + Directory;
    }

    /// <summary>Reads a reference.</summary>
    /// <exception cref="FormatException">The text is no reference; the message says what is expected.</exception>
    public static ImageReference Parse(string text)
    {
        if (Prefixed(text, "oci:") is { } layout)
        {
            var (directory, tag) = SplitTag(layout);
            return new OciLayout(directory, tag);
        }
        if (Prefixed(text, "oci-archive:") is { } ociArchive)
        {
            var (file, tag) = SplitTag(ociArchive);
            return new OciArchive(file, tag);
        }
        if ((IsPath(text) ? text : Prefixed(text, "docker-archive:")) is { } archive)
        {
            // The name itself has a colon (name:tag), so the first colon after the last slash-free file part ends the path.
            var colon = archive.IndexOf(':', archive.LastIndexOf(".tar", StringComparison.Ordinal) is var dot && dot >= 0 ? dot : 0);
            return colon < 0 ? new DockerArchive(archive, null) : new DockerArchive(archive[..colon], archive[(colon + 1)..]);
        }
        if (Prefixed(text, "dir:") is { } root) return new RootFileSystem(root);
        return ParseRegistry(text, RegistryForm + ", oci:DIR[:tag], oci-archive:FILE, docker-archive:FILE or dir:ROOTFS");
    }

    /// <summary>Reads <c>[host/]repository[:tag][@digest]</c>. The first part is a host when it has a dot or a colon or is <c>localhost</c>.</summary>
    /// <exception cref="FormatException">The text is no reference.</exception>
    public static Registry ParseRegistry(string text) => ParseRegistry(text, RegistryForm);

    private static Registry ParseRegistry(string text, string forms)
    {
        var rest = text.StartsWith("docker://", StringComparison.Ordinal) ? text[9..] : text;
        string? host = null;
        var slash = rest.IndexOf('/');
        if (slash > 0 && (char.IsAsciiLetterOrDigit(rest[0]) || rest[0] == '[') && (rest.AsSpan(0, slash).IndexOfAny('.', ':') >= 0 || rest[..slash] == "localhost"))
        {
            host = rest[..slash];
            rest = rest[(slash + 1)..];
        }
        Digest? digest = null;
        var at = rest.IndexOf('@');
        if (at >= 0)
        {
            digest = Plimsoll.Core.Digest.Parse(rest[(at + 1)..]);
            rest = rest[..at];
        }
        Tag? tag = null;
        var colon = rest.LastIndexOf(':');
        if (colon >= 0)
        {
            if (!Plimsoll.Core.Tag.TryParse(rest[(colon + 1)..], out var known)) throw new FormatException($"'{text}' is not an image reference: the tag '{rest[(colon + 1)..]}' does not start with a letter, a digit or '_' and go on with these, '.' or '-', or has more than 128 characters.");
            tag = known;
            rest = rest[..colon];
        }
        if (!RepositoryName.TryParse(rest, out var name))
            throw new FormatException($"'{text}' is not an image reference: expected {forms}.");
        return new Registry(host, name, tag, digest);
    }

    private static bool IsPath(string text) => text.StartsWith('/') || text.StartsWith("./", StringComparison.Ordinal) || text.StartsWith("../", StringComparison.Ordinal);

    private static string? Prefixed(string text, string prefix)
    {
        if (!text.StartsWith(prefix, StringComparison.Ordinal)) return null;
        return text.Length > prefix.Length ? text[prefix.Length..] : throw new FormatException($"'{text}' names no path after '{prefix}'.");
    }

    private static (string Path, string? Tag) SplitTag(string text)
    {
        var colon = text.LastIndexOf(':');
        return colon > 0 && colon > text.LastIndexOf('/') ? (text[..colon], text[(colon + 1)..]) : (text, null);
    }
}
