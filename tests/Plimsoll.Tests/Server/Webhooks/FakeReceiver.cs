using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Plimsoll.Tests.Server.Webhooks;

/// <summary>What a receiver was sent.</summary>
public sealed record ReceivedRequest(string Method, string Path, IReadOnlyDictionary<string, string> Headers, string Body);

/// <summary>Somebody on this machine who takes requests, writes them down and answers as told.</summary>
public sealed class FakeReceiver : IDisposable
{
    private readonly HttpListener _listener = new();

    public FakeReceiver()
    {
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            Url = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/";
        }
        _listener.Prefixes.Add(Url);
        _listener.Start();
        _ = ServeAsync();
    }

    /// <summary>Where it is.</summary>
    public string Url { get; }

    /// <summary>What it got, in order.</summary>
    public ConcurrentQueue<ReceivedRequest> Received { get; } = [];

    /// <summary>What it answers: a status, and headers.</summary>
    public Func<ReceivedRequest, (int Status, string Header, string Value)> Answer { get; set; } = _ => (204, "", "");

    /// <summary>Waits for so many requests.</summary>
    public async Task<IReadOnlyList<ReceivedRequest>> WaitAsync(int count, Func<ReceivedRequest, bool>? wanted = null)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (true)
        {
            var found = Received.Where(wanted ?? (_ => true)).ToList();
            if (found.Count >= count) return found;
            await Task.Delay(50, patience.Token);
        }
    }

    public void Dispose() => _listener.Close();

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                using var reader = new StreamReader(context.Request.InputStream, Encoding.UTF8);
                var headers = context.Request.Headers.AllKeys.ToDictionary(key => key!.ToLowerInvariant(), key => context.Request.Headers[key]!);
                var request = new ReceivedRequest(context.Request.HttpMethod, context.Request.Url!.PathAndQuery, headers, await reader.ReadToEndAsync());
                var (status, header, value) = Answer(request);
                Received.Enqueue(request);
                context.Response.StatusCode = status;
                if (header.Length > 0) context.Response.Headers[header] = value;
                context.Response.Close();
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or InvalidOperationException)
        {
            // It was closed.
        }
    }
}
