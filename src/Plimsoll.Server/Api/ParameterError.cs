using Plimsoll.Core.Errors;

namespace Plimsoll.Server.Api;

/// <summary>What parameters of the API cannot be. The codes are those of the registry, the titles say what was asked here: nothing was uploaded.</summary>
internal static class ParameterError
{
    /// <summary>A choice that there is not, or a place in a list that no page ended at.</summary>
    public static readonly OciError Invalid = new("INVALID", "a parameter cannot have this value", StatusCodes.Status400BadRequest);

    /// <summary>No digest.</summary>
    public static readonly OciError Digest = new(OciError.DigestInvalid.Code, "the digest is malformed", StatusCodes.Status400BadRequest);

    /// <summary>No reference of an image.</summary>
    public static readonly OciError Image = new(OciError.NameInvalid.Code, "the reference of the image is malformed", StatusCodes.Status400BadRequest);
}
