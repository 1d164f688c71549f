using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Plimsoll.Server.Configuration;
using Plimsoll.Server.Transport;
using Plimsoll.Server.Trust.Keys;
using Plimsoll.Server.Watch.Logs;
using Plimsoll.Server.Watch.Metrics;
using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server;

/// <summary>A running server: the registry API, the JSON API, the pages and the work in the background, on one port.</summary>
public sealed partial class PlimsollServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private readonly DataFolder _folder;

    private PlimsollServer(WebApplication app, DataFolder folder, string address, string? firstPassword)
    {
        _app = app;
        _folder = folder;
        Address = address;
        FirstPassword = firstPassword;
    }

    /// <summary>Where it listens, such as <c>http://127.0.0.1:5000</c>; the real port where port 0 was asked for.</summary>
    public string Address { get; }

    /// <summary>The administrator's password, when this start made the account and nobody chose one. It is kept nowhere.</summary>
    public string? FirstPassword { get; }

    /// <summary>The parts of the running server, for tests.</summary>
    internal IServiceProvider Services => _app.Services;

    /// <summary>Refuses what a start with these settings would refuse, without listening and without touching the data.</summary>
    /// <exception cref="OptionsException">A setting cannot be used; the message names it.</exception>
    public static void Check(ServerOptions options) => StartCheck.Run(options);

    /// <summary>Opens the data folder and starts to serve.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="administratorPassword">
    /// Password for the administrator's account, where this start makes it; null takes <c>PLIMSOLL_ADMIN_PASSWORD</c> from the environment, and makes one when that is not set either.
    /// </param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="OptionsException">A setting cannot be used; the message names it.</exception>
    public static Task<PlimsollServer> StartAsync(ServerOptions options, string? administratorPassword, CancellationToken cancellationToken) =>
        StartAsync(options, administratorPassword, null, cancellationToken);

    private static async Task<PlimsollServer> StartAsync(ServerOptions options, string? administratorPassword, Action<string>? passwordMade, CancellationToken cancellationToken)
    {
        var listening = StartCheck.Run(options);
        var folder = DataFolder.Open(options.Data, isShared: !Database.IsEmbedded(options));
        var meter = new Meter(MetricsRegistration.MeterName);
        IMetadataStore? metadata = null;
        IBlobStore? blobs = null;
        WebApplication? app = null;
        try
        {
            blobs = await BlobStorage.OpenAsync(options, options.Clock, cancellationToken);
            await Database.RequireNotLostAsync(options, blobs, cancellationToken);
            metadata = await Database.OpenAsync(options, options.Clock, meter, cancellationToken);
            app = Build(options, listening, metadata, blobs, meter);
            await app.Services.GetRequiredService<SharedSealingKey>().PrepareAsync(cancellationToken);
            var firstPassword = await Startup.PrepareAsync(app.Services, administratorPassword ?? Environment.GetEnvironmentVariable("PLIMSOLL_ADMIN_PASSWORD"), cancellationToken);
            Startup.MapRequests(app);
            if (firstPassword is not null) passwordMade?.Invoke(firstPassword);
            await ListenAsync(app, options, cancellationToken);
            var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
            return new PlimsollServer(app, folder, address, firstPassword);
        }
        catch
        {
            if (app is not null) await app.DisposeAsync();
            (blobs as IDisposable)?.Dispose();
            if (metadata is not null) await metadata.DisposeAsync();
            meter.Dispose();
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Serves until the token is cancelled; prints where, and once the first password.</summary>
    public static async Task RunAsync(ServerOptions options, TextWriter output, CancellationToken cancellationToken)
    {
        // Shown as soon as the account is made: should the start fail afterwards, nobody would ever learn the password.
        await using var server = await StartAsync(options, null, password => ShowPassword(password, output), cancellationToken);
        // Where programs read the log, every line is for them.
        var data = Path.GetFullPath(options.Data);
        if (options.Log.Format == LogFormat.Json) LogServing(server._app.Logger, server.Address, data);
        else await output.WriteLineAsync($"Plimsoll serves {server.Address} with data in {data}");
        await output.FlushAsync(cancellationToken);
        var stopped = new TaskCompletionSource();
        await using (cancellationToken.Register(stopped.SetResult)) await stopped.Task;
    }

    /// <summary>Stops: requests under way get a few seconds, then the database is closed.</summary>
    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        await _app.StopAsync(patience.Token);
        await _app.DisposeAsync();
        _folder.Dispose();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Plimsoll serves {Address} with data in {Data}")]
    private static partial void LogServing(ILogger logger, string address, string data);

    private static WebApplication Build(ServerOptions options, Listening listening, IMetadataStore metadata, IBlobStore blobs, Meter meter)
    {
        // The framework would watch the current folder and all below it, often the data too, for a settings file that is not read: every write would be looked at.
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(PlimsollServer).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
            Args = ["--hostBuilder:reloadConfigOnChange=false"],
        });
        builder.Configuration.Sources.Clear();
        builder.Logging.AddLog(options.Log);
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => ConfigureKestrel(kestrel, listening));
        builder.Services.AddPlimsoll(options, metadata, blobs, meter);
        builder.Host.UseDefaultServiceProvider(provider => (provider.ValidateOnBuild, provider.ValidateScopes) = (true, true));
        return builder.Build();
    }

    private static void ShowPassword(string password, TextWriter output)
    {
        output.WriteLine("First start: the administrator's account is 'admin', its password is shown this once:");
        output.WriteLine();
        output.WriteLine("    " + password);
        output.WriteLine();
        output.Flush();
    }

    private static async Task ListenAsync(WebApplication app, ServerOptions options, CancellationToken cancellationToken)
    {
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (IOException e) when (e.InnerException is AddressInUseException)
        {
            throw new OptionsException("url", options.Url, "another program listens there; stop it, or choose another port");
        }
    }

    private static void ConfigureKestrel(KestrelServerOptions kestrel, Listening listening)
    {
        kestrel.AddServerHeader = false;
        var limits = kestrel.Limits;
        // Kestrel's 30 MB would refuse most layers; every endpoint has a limit of its own instead.
        limits.MaxRequestBodySize = null;
        // Slow is allowed, dead is not: 240 bytes a second after half a minute.
        limits.MinRequestBodyDataRate = new MinDataRate(240, TimeSpan.FromSeconds(30));
        limits.MinResponseDataRate = new MinDataRate(240, TimeSpan.FromSeconds(30));
        limits.Http2.InitialStreamWindowSize = 1 << 20;
        limits.Http2.InitialConnectionWindowSize = 4 << 20;

        listening.Apply(kestrel);
    }
}
