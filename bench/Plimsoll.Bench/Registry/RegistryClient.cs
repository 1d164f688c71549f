using Plimsoll.Bench.Content;
using Plimsoll.Bench.Http;
using Plimsoll.Bench.Servers;

namespace Plimsoll.Bench.Registry;

/// <summary>A distribution-spec client for one repository, one connection and one thread; it does what the workloads need and checks each status.</summary>
internal sealed class RegistryClient : IDisposable
{
    /// <summary>Bodies up to this size leave in one system call with their head.</summary>
    private const int Joined = 16 << 10;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);
    private static readonly Blob Nothing = Blob.Of([]);
    private readonly string _repository;
    private readonly string? _authorization;
    private readonly byte[] _joined = new byte[Joined + 4096];

    public RegistryClient(Target target, string repository)
    {
        (_repository, _authorization) = (repository, target.Login.For(repository));
        Connection = new Connection(target.Address, Timeout);
    }

    public Connection Connection { get; }

    public void Dispose() => Connection.Dispose();

    /// <summary>POST, then PUT with all bytes: what most clients do.</summary>
    public void PushMonolithic(Blob blob) => Put(Start(), blob, 0);

    /// <summary>POST, a PATCH with Content-Range per chunk, and an empty closing PUT.</summary>
    public void PushChunked(Blob blob, long chunk)
    {
        string upload = Start();
        for (long from = 0; from < blob.Length; from += chunk)
        {
            long to = Math.Min(from + chunk, blob.Length);
            upload = LocationOf(Send("PATCH", upload, 202, blob, from, to, $"Content-Range: {from}-{to - 1}"));
        }

        Put(upload, blob, blob.Length);
    }

    /// <summary>POST, one PATCH of a length that the server does not know, and an empty closing PUT: the way of the Docker engine.</summary>
    public void PushStreamed(Blob blob)
    {
        string upload = Start();
        Connection.Send(Head("PATCH", upload, "Content-Type: application/octet-stream", "Transfer-Encoding: chunked"));
        blob.Send(Connection, 0, blob.Length, chunked: true);
        Connection.Send("0\r\n\r\n"u8);
        Put(LocationOf(Finish("PATCH", 202)), blob, blob.Length);
    }

    public void PutManifest(string reference, byte[] manifest)
    {
        var body = Blob.Of(manifest);
        Send("PUT", $"/v2/{_repository}/manifests/{reference}", 201, body, 0, body.Length, "Content-Type: " + Image.ManifestType);
    }

    public void PushImage(string tag, Image image)
    {
        foreach (var layer in image.Layers) PushMonolithic(layer);
        PushMonolithic(image.Config);
        PutManifest(tag, image.Manifest);
    }

    /// <summary>A GET or HEAD, to be sent as often as wanted with <see cref="Ask"/>.</summary>
    public byte[] Prepare(string method, string path) =>
        Head(method, path, $"Accept: {Image.ManifestType}, application/vnd.oci.image.index.v1+json, application/vnd.docker.distribution.manifest.v2+json");

    public string ManifestPath(string reference) => $"/v2/{_repository}/manifests/{reference}";

    public string BlobPath(string digest) => $"/v2/{_repository}/blobs/{digest}";

    public string TagPath(int count, string last) => $"/v2/{_repository}/tags/list?n={count}&last={last}";

    /// <summary>Sends a prepared request, wants 200 and gives the number of body bytes.</summary>
    public long Ask(byte[] request, Stream? sink = null)
    {
        Connection.Send(request);
        return Answer(request, sink);
    }

    /// <summary>Reads the answer of a request that was sent, wants 200 and gives the number of body bytes.</summary>
    public long Answer(byte[] request, Stream? sink = null)
    {
        var head = Connection.ReadHead();
        long length = request[0] == (byte)'H' ? 0 : Connection.ReadBody(head, sink);
        return head.Status == 200 ? length : throw new BenchException($"A read was answered {head.Status}.");
    }

    private string Start() => LocationOf(Send("POST", $"/v2/{_repository}/blobs/uploads/", 202, Nothing, 0, 0));

    private void Put(string upload, Blob blob, long from)
    {
        char separator = upload.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        Send("PUT", $"{upload}{separator}digest={blob.Digest}", 201, blob, from, blob.Length, "Content-Type: application/octet-stream");
    }

    private ResponseHead Send(string method, string path, int wanted, Blob blob, long from, long to, params ReadOnlySpan<string> fields)
    {
        byte[] head = Head(method, path, [$"Content-Length: {to - from}", .. fields]);
        if (to - from <= Joined && head.Length + (to - from) <= _joined.Length)
        {
            head.CopyTo(_joined, 0);
            blob.CopyTo(_joined.AsSpan(head.Length), from, to);
            Connection.Send(_joined.AsSpan(0, head.Length + (int)(to - from)));
        }
        else
        {
            Connection.Send(head);
            blob.Send(Connection, from, to);
        }

        return Finish(method, wanted);
    }

    private ResponseHead Finish(string method, int wanted)
    {
        var head = Connection.ReadHead();
        Connection.ReadBody(head);
        return head.Status == wanted ? head : throw new BenchException($"{method} was answered {head.Status}, wanted {wanted}.");
    }

    private byte[] Head(string method, string path, params ReadOnlySpan<string> fields) => RequestHead.Build(method, path, Connection.Server, _authorization, fields);

    private static string LocationOf(ResponseHead head)
    {
        string location = head.Location ?? throw new BenchException("An upload was answered without a Location.");
        return location.StartsWith('/') ? location : new Uri(location).PathAndQuery;
    }
}
