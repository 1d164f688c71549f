using System.ComponentModel.DataAnnotations;

namespace Plimsoll.Server.Configuration;

/// <summary>Settings of traces.</summary>
public sealed class TelemetryOptions
{
    /// <summary>Address of a collector that takes OTLP over HTTP, such as <c>http://127.0.0.1:4318</c>; null records no traces.</summary>
    public string? Endpoint { get; set; }

    /// <summary>How many of a hundred requests are recorded. Default: 100.</summary>
    [Range(1, 100)]
    public int SamplePercent { get; set; } = 100;

    /// <summary>Link the traces of clients that send <c>traceparent</c>. Default: false.</summary>
    public bool LinkClients { get; set; }
}
