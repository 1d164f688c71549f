using Plimsoll.Core.Manifests;

namespace Plimsoll.Inspection.Sources;

/// <summary>A platform was asked for, and the one image that there is is for another one.</summary>
/// <param name="there">The platform that its configuration names; null when it names none.</param>
/// <param name="wanted">What was asked for.</param>
public sealed class PlatformMismatchException(string? there, Platform wanted)
    : Exception($"the image is {(there is null ? "for no platform that its configuration names" : "for " + there)}, not for {wanted}; it is a single image, so leave the platform out");
