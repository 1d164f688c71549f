using System.ComponentModel.DataAnnotations;

namespace Plimsoll.Server.Configuration;

/// <summary>How messages are written.</summary>
public enum LogFormat
{
    /// <summary>A line for people.</summary>
    Text,

    /// <summary>A line of JSON for programs.</summary>
    Json,
}

/// <summary>Settings of the log.</summary>
public sealed class LogOptions
{
    /// <summary>How messages are written. Default: text.</summary>
    public LogFormat Format { get; set; } = LogFormat.Text;

    /// <summary>The least that a message must matter to be written. Default: information.</summary>
    public LogLevel Level { get; set; } = LogLevel.Information;

    /// <summary>Write a line for every request. Default: false.</summary>
    public bool Requests { get; set; }
}

/// <summary>Settings of <c>/metrics</c>.</summary>
public sealed class MetricsOptions
{
    /// <summary>Show the measurements to everybody, without a login. Default: false.</summary>
    public bool Public { get; set; }
}

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

/// <summary>Settings of <c>/health/ready</c>.</summary>
public sealed class HealthOptions
{
    /// <summary>With less room than this on the file system of the data folder, in bytes, the server is not ready. Default: 256 MiB.</summary>
    [Range(typeof(long), "0", "9223372036854775807")]
    public long MinFreeBytes { get; set; } = 256L << 20;
}
