namespace Plimsoll.Server.Configuration;

/// <summary>Settings of <c>/metrics</c>.</summary>
public sealed class MetricsOptions
{
    /// <summary>Show the measurements to everybody, without a login. Default: false.</summary>
    public bool Public { get; set; }
}
