using Plimsoll.Client;
using Plimsoll.Client.Auth;
using Plimsoll.Client.Copying;
using Plimsoll.Core;
using Plimsoll.Core.References;
using Plimsoll.Inspection.Sources;

namespace Plimsoll.Cli.Copying;

/// <summary>The two ends of a copy.</summary>
internal sealed class CopyPlaces : IDisposable
{
    private readonly List<RegistryClient> _clients = [];
    private readonly ImageReference _from;
    private readonly ImageReference _to;

    private CopyPlaces(ImageReference from, ImageReference to, bool? plainHttp, Func<string, string?> variable)
    {
        (_from, _to) = (from, to);
        var credentials = SourceCredentials(variable);
        Source = Place(from, "SRC", credentials, plainHttp);
        SourceLogin = from is ImageReference.Registry { Host: { } host } ? credentials.Find(host) : null;
        Target = Place(to, "DST", new Either(Given(variable, "PLIMSOLL_DST"), Docker(variable), Given(variable, "PLIMSOLL")), plainHttp);
    }

    /// <summary>Where from.</summary>
    public IClosureSource Source { get; }

    /// <summary>The login there; null for none.</summary>
    public Credential? SourceLogin { get; }

    /// <summary>Where to.</summary>
    public IClosureTarget Target { get; }

    /// <summary>The tag at the destination; null when the image has none there.</summary>
    public Tag? Tag => TagOf(_to) ?? TagOf(_from) ?? (_from is ImageReference.Registry { Digest: null } ? Core.Tag.Parse("latest") : null);

    /// <summary>Opens both.</summary>
    /// <param name="source">As it was typed.</param>
    /// <param name="target">As it was typed.</param>
    /// <param name="plainHttp">True for http, false for https, null for what the hosts suggest.</param>
    /// <param name="variable">Reads an environment variable.</param>
    /// <exception cref="FormatException">One of them is no registry and no layout.</exception>
    public static CopyPlaces Open(string source, string target, bool? plainHttp, Func<string, string?> variable)
    {
        var (from, to) = (ImageReference.Parse(source), ImageReference.Parse(target));
        if (to is ImageReference.Registry { Digest: not null }) throw new FormatException($"'{target}': the digest is the one of the image that is copied; name a tag or nothing");
        return new CopyPlaces(from, to, plainHttp, variable);
    }

    /// <summary>The image that was named.</summary>
    /// <exception cref="ImageNotFoundException">There is none.</exception>
    public async Task<FetchedManifest> FindAsync(CancellationToken cancellationToken)
    {
        var found = (_from, Source) switch
        {
            (ImageReference.OciLayout { Tag: null }, OciLayout layout) => await layout.FindOnlyAsync(cancellationToken),
            (ImageReference.OciLayout { Tag: { } name }, _) => await Source.FindManifestAsync(name, cancellationToken),
            _ => await Source.FindManifestAsync(((ImageReference.Registry)_from).Target, cancellationToken),
        };
        return found ?? throw new ImageNotFoundException($"there is no image {_from}");
    }

    /// <summary>All tags are copied under their names.</summary>
    /// <exception cref="FormatException">One was named.</exception>
    public void RefuseNames()
    {
        if (TagOf(_from) is not null || TagOf(_to) is not null || _from is ImageReference.Registry { Digest: not null }) throw new FormatException("--all-tags: SRC and DST name no tag and no digest");
    }

    /// <inheritdoc/>
    public void Dispose() => _clients.ForEach(client => client.Dispose());

    private IClosureTarget Place(ImageReference reference, string which, ICredentialSource credentials, bool? plainHttp)
    {
        if (reference is ImageReference.OciLayout layout) return new OciLayout(layout.Directory);
        if (reference is not ImageReference.Registry { Host: { } host } remote) throw new FormatException($"{which} '{reference}' is neither host/repository[:tag][@digest] nor oci:DIR[:tag]");
        var client = new RegistryClient(host, new RegistryClientOptions { PlainHttp = plainHttp, Credentials = [credentials] });
        _clients.Add(client);
        return new RegistryPlace(client, client.Repository(remote.Repository));
    }

    /// <summary>The password that is for Plimsoll goes to the destination; to the source only where that cannot be somebody else's registry.</summary>
    private Either SourceCredentials(Func<string, string?> variable)
    {
        var host = (_from as ImageReference.Registry)?.Host;
        var own = _to is not ImageReference.Registry remote || remote.Host == host || (host is not null && RegistryClient.IsLoopback(host));
        return new Either(Given(variable, "PLIMSOLL_SRC"), Docker(variable), own ? Given(variable, "PLIMSOLL") : null);
    }

    private static GivenCredential? Given(Func<string, string?> variable, string prefix) => GivenCredential.FromEnvironment(name => variable(prefix + name["PLIMSOLL".Length..]));

    private static DockerConfig Docker(Func<string, string?> variable) => DockerConfig.Load(variable);

    private static Tag? TagOf(ImageReference reference) => reference switch
    {
        ImageReference.Registry { Tag: { } tag } => tag,
        ImageReference.OciLayout { Tag: { } name } when !Digest.TryParse(name, out _) => Core.Tag.TryParse(name, out var tag) ? tag : throw new FormatException($"'{name}' is no tag"),
        _ => null,
    };

    private sealed class Either(params ICredentialSource?[] sources) : ICredentialSource
    {
        public Credential? Find(string host) => sources.Select(source => source?.Find(host)).FirstOrDefault(found => found is not null);
    }
}
