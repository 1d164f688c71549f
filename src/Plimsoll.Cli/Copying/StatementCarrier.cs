using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Plimsoll.Client;
using Plimsoll.Client.Auth;
using Plimsoll.Client.Copying;
using Plimsoll.Core;
using Plimsoll.Core.Manifests;
using Plimsoll.Trust.Signing;

namespace Plimsoll.Cli.Copying;

/// <summary>
/// Takes along what a Plimsoll server knows about the layers of an image and does not hang on it: who vouches for its base. On the copy it hangs on the image, so that it can be checked there alone. Other registries know of no such
/// thing, and nothing is missing then.
/// </summary>
internal static class StatementCarrier
{
    private const int MaxAnswer = 16 << 20;
    private const int Tries = 40;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>Takes along what belongs to an image, or to the images of an index.</summary>
    public static async Task CarryAsync(CopyPlaces places, Descriptor root, CancellationToken cancellationToken)
    {
        if (places.Source is not RegistryPlace source || await source.FindManifestAsync(root.Digest.Value, cancellationToken) is not { } manifest) return;
        var read = manifest.Read();
        var repository = source.Name[(source.Name.IndexOf('/') + 1)..];
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = source.Registry, Timeout = TimeSpan.FromSeconds(60), MaxResponseContentBufferSize = MaxAnswer };
        if (places.SourceLogin is Credential.Password login) client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{login.User}:{login.Secret}")));
        foreach (var image in read.IsIndex ? read.Manifests.Where(child => MediaTypes.IsManifest(child.MediaType)).Select(child => child.Digest) : [root.Digest])
        {
            foreach (var statement in await ListAsync(client, $"{repository}@{image}", cancellationToken))
            {
                if (Read(statement, image) is var (carrier, bundle)) await PutAsync(places.Target, carrier, bundle, cancellationToken);
            }
        }
    }

    private static async Task<IReadOnlyList<JsonNode>> ListAsync(HttpClient client, string image, CancellationToken cancellationToken)
    {
        try
        {
            for (var i = 0; i < Tries; i++)
            {
                using var response = await client.GetAsync("/api/v1/carried?image=" + Uri.EscapeDataString(image), cancellationToken);
                // An image that was just pushed is opened first.
                if (response.StatusCode == HttpStatusCode.Accepted) await Task.Delay(Pause, cancellationToken);
                else return response.StatusCode == HttpStatusCode.OK && JsonNode.Parse(await response.Content.ReadAsStringAsync(cancellationToken)) is JsonArray list ? [.. list.OfType<JsonNode>()] : [];
            }
        }
        catch (Exception e) when (e is HttpRequestException or JsonException)
        {
            // A registry of another kind, or one that stands behind something that answers in its own way.
        }
        return [];
    }

    /// <summary>What a source says belongs to an image, if it is no more than that: a bundle in a manifest about just this image. Whoever copies must not write for a source what it likes.</summary>
    internal static (byte[] Manifest, byte[] Bundle)? Read(JsonNode statement, Digest image)
    {
        try
        {
            if (statement["manifest"]?.GetValue<string>() is not { } carrier || statement["bundle"]?.GetValue<string>() is not { } content) return null;
            var (manifest, bundle) = (Encoding.UTF8.GetBytes(carrier), Encoding.UTF8.GetBytes(content));
            var read = ManifestReader.Read(manifest, MediaTypes.OciManifest);
            var isBundle = read is { IsIndex: false, ArtifactType: BundleArtifact.MediaType, Layers: [{ MediaType: BundleArtifact.MediaType }] } && read.Layers[0].Digest == Digest.Of(bundle) && read.Config?.Digest == Digest.Of(BundleArtifact.EmptyConfig.Span);
            return isBundle && read.Subject?.Digest == image ? (manifest, bundle) : null;
        }
        catch (Exception e) when (e is ManifestException or InvalidOperationException)
        {
            return null;
        }
    }

    private static async Task PutAsync(IClosureTarget target, byte[] manifest, byte[] bundle, CancellationToken cancellationToken)
    {
        if (await target.FindManifestAsync(Digest.Of(manifest).Value, cancellationToken) is not null) return;
        await PutAsync(target, MediaTypes.OciEmpty, BundleArtifact.EmptyConfig.ToArray(), cancellationToken);
        await PutAsync(target, BundleArtifact.MediaType, bundle, cancellationToken);
        await target.PutManifestAsync(FetchedManifest.Of(MediaTypes.OciManifest, manifest), null, cancellationToken);
    }

    private static Task PutAsync(IClosureTarget target, string mediaType, byte[] content, CancellationToken cancellationToken) =>
        target.PutBlobAsync(Descriptor.Of(mediaType, content), new MemoryPlace(content), new Progress<long>(), cancellationToken);
}
