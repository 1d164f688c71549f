using Plimsoll.Client;
using Plimsoll.Client.Auth;
using Plimsoll.Core;
using Plimsoll.Core.Manifests;
using Plimsoll.Core.References;
using Plimsoll.Inspection.Sources;

namespace Plimsoll.Cli.Inspect;

/// <summary>An image in a registry, for the inspector. Whole blobs are proven by the client before the last read of them returns.</summary>
internal sealed class RemoteImageContent(RegistryClient registry, RemoteRepository repository, string reference) : IRangedContent
{
    /// <summary>Opens an image with the credentials that the environment or Docker's configuration hold for its host.</summary>
    /// <param name="image">The image.</param>
    /// <param name="plainHttp">True for http, false for https, null for what the host suggests.</param>
    /// <exception cref="FormatException">The reference names no host, or Docker's configuration cannot be read.</exception>
    public static IImageContent Open(ImageReference.Registry image, bool? plainHttp)
    {
        var registry = Connect(image, plainHttp);
        return new RemoteImageContent(registry, registry.Repository(image.Repository), image.Target);
    }

    /// <summary>The registry of an image, with the same credentials.</summary>
    /// <exception cref="FormatException">The reference names no host, or Docker's configuration cannot be read.</exception>
    public static RegistryClient Connect(ImageReference.Registry image, bool? plainHttp)
    {
        if (image.Host is null) throw new FormatException($"'{image}' names no registry: write host/{image}{(Path.Exists(image.ToString()) ? $", or ./{image} for what lies here" : "")}");
        ICredentialSource credentials = GivenCredential.FromEnvironment(Environment.GetEnvironmentVariable) ?? (ICredentialSource)DockerConfig.Load(Environment.GetEnvironmentVariable);
        return new RegistryClient(image.Host, new RegistryClientOptions { PlainHttp = plainHttp, Credentials = [credentials] });
    }

    public async ValueTask<ManifestContent> ReadManifestAsync(Digest? digest, CancellationToken cancellationToken)
    {
        try
        {
            var manifest = await repository.FetchManifestAsync(digest?.Value ?? reference, cancellationToken);
            return new ManifestContent(manifest.Descriptor.Digest, manifest.Descriptor.MediaType, manifest.Content);
        }
        catch (RegistryException e) when (e.IsNotFound)
        {
            throw new ImageNotFoundException(e.Message, e);
        }
    }

    public ValueTask<Stream?> OpenBlobAsync(Descriptor blob, CancellationToken cancellationToken) => OpenBlobAsync(blob, 0, cancellationToken);

    public async ValueTask<Stream?> OpenBlobAsync(Descriptor blob, long offset, CancellationToken cancellationToken)
    {
        try
        {
            return await repository.OpenBlobAsync(blob, offset, cancellationToken);
        }
        catch (RegistryException e) when (e.IsNotFound)
        {
            return null;
        }
    }

    public ValueTask DisposeAsync()
    {
        registry.Dispose();
        return ValueTask.CompletedTask;
    }
}
