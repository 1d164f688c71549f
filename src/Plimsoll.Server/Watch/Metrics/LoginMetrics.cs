using System.Diagnostics.Metrics;
using Plimsoll.Server.Auth.Passwords;

namespace Plimsoll.Server.Watch.Metrics;

/// <summary>Logins that failed, and those that were not even looked at because too many had failed before.</summary>
internal sealed class LoginMetrics
{
    public LoginMetrics(Meter meter, LoginThrottle throttle)
    {
        meter.CreateObservableCounter("plimsoll.logins.failed", () => throttle.FailedCount, "{login}", "Logins with a wrong name, password, token or secret.");
        meter.CreateObservableCounter("plimsoll.logins.throttled", () => throttle.ThrottledCount, "{login}", "Logins that were refused unseen, because too many had failed before.");
        meter.CreateObservableGauge("plimsoll.logins.remembered", () => throttle.Count, "{address}", "Addresses and accounts whose failed logins are remembered.");
    }
}
