namespace Plimsoll.Server.Webhooks;

/// <summary>When a delivery that failed is tried again: ever later, and not all at once.</summary>
internal static class RetryPlan
{
    /// <summary>Attempts before a delivery is given up: the last one comes some fourteen hours after the first.</summary>
    public const int MaxAttempts = 10;

    private static readonly TimeSpan First = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(6);

    /// <summary>How long to wait; null to give up.</summary>
    /// <param name="attempts">Attempts that were made.</param>
    /// <param name="status">What the destination answered; null when it did not.</param>
    /// <param name="wish">How long the destination asked to wait; null when it did not.</param>
    /// <param name="random">A number from 0 to 1.</param>
    public static TimeSpan? After(int attempts, int? status, TimeSpan? wish, double random)
    {
        // 410 Gone: it does not want any (Standard Webhooks).
        if (attempts >= MaxAttempts || status == StatusCodes.Status410Gone) return null;
        var pause = Min(First * Math.Pow(3, attempts - 1), Longest) * (0.5 + random);
        return wish is { } asked && asked > pause ? Min(asked, Longest) : pause;
    }

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
