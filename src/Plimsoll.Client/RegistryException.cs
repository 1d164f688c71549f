using System.Net;

namespace Plimsoll.Client;

/// <summary>One entry of the error list that registries answer with (distribution-spec, "Error Codes").</summary>
/// <param name="Code">Such as <c>MANIFEST_UNKNOWN</c>.</param>
/// <param name="Message">What people read; control characters are removed.</param>
public sealed record RegistryError(string Code, string Message);

/// <summary>A registry refused, answered nonsense or could not be reached.</summary>
public sealed class RegistryException : Exception
{
    /// <summary>Makes the exception for an answer.</summary>
    /// <param name="message">The request and what came back, for people.</param>
    /// <param name="address">The address that was asked, without its query.</param>
    /// <param name="status">The status, or null when there was no usable answer.</param>
    /// <param name="errors">The decoded error list.</param>
    /// <param name="inner">What caused it.</param>
    public RegistryException(string message, Uri address, HttpStatusCode? status = null, IReadOnlyList<RegistryError>? errors = null, Exception? inner = null) : base(message, inner)
    {
        Address = address;
        Status = status;
        Errors = errors ?? [];
    }

    /// <summary>The address that was asked.</summary>
    public Uri Address { get; }

    /// <summary>The status of the answer; null when there was none that could be used.</summary>
    public HttpStatusCode? Status { get; }

    /// <summary>What the registry said about it; empty when it said nothing that could be read.</summary>
    public IReadOnlyList<RegistryError> Errors { get; }

    /// <summary>The first code, such as <c>DENIED</c>.</summary>
    public string? Code => Errors.Count > 0 ? Errors[0].Code : null;

    /// <summary>True when the registry says that there is no such thing.</summary>
    public bool IsNotFound => Status == HttpStatusCode.NotFound;
}
