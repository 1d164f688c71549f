using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Plimsoll.Server.Configuration;
using Plimsoll.Server.Watch.Metrics;

namespace Plimsoll.Server.Watch.Tracing;

/// <summary>Sends spans to a collector by OTLP over HTTP, where <c>telemetry.endpoint</c> names one. Headers come from OTEL_EXPORTER_OTLP_HEADERS, as everywhere.</summary>
internal sealed class Telemetry : IHostedService, IDisposable
{
    private const string Path = "/v1/traces";

    private readonly TracerProvider? _provider;

    public Telemetry(ServerOptions options)
    {
        if (options.Telemetry.Endpoint is not { Length: > 0 } text) return;
        var endpoint = AddressOf(text);
        _provider = Sdk.CreateTracerProviderBuilder()
            .ConfigureResource(resource => resource.AddService("plimsoll", serviceVersion: ProcessMetrics.Version))
            .AddSource(Spans.SourceName, "Plimsoll.Storage")
            .SetSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler(options.Telemetry.SamplePercent / 100.0)))
            .AddOtlpExporter(exporter => (exporter.Endpoint, exporter.Protocol) = (endpoint, OtlpExportProtocol.HttpProtobuf))
            .Build();
    }

    /// <summary>The whole address of the collector: <c>/v1/traces</c> is added where only its base was given.</summary>
    /// <exception cref="OptionsException">It is no http or https address.</exception>
    public static Uri AddressOf(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            throw new OptionsException("telemetry.endpoint", text, "expected the http or https address of a collector, such as http://127.0.0.1:4318");
        return address.AbsolutePath.EndsWith(Path, StringComparison.Ordinal) ? address : new Uri(text.TrimEnd('/') + Path);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Sends what is left, for a few seconds at most.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => _provider is null ? Task.CompletedTask : Task.Run(() => _provider.ForceFlush(5000), CancellationToken.None);

    public void Dispose() => _provider?.Dispose();
}
