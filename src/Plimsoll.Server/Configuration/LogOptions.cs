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
