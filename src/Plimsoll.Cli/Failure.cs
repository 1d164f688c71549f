using System.Net;
using Plimsoll.Cli.Administration;
using Plimsoll.Client;
using Plimsoll.Core.Manifests;
using Plimsoll.Inspection.Sources;
using Plimsoll.Server.Configuration;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Cli;

/// <summary>A command that ends without success: what it prints and the code it ends with.</summary>
/// <param name="Code">One of <see cref="ExitCode"/>.</param>
/// <param name="Message">The thing and the reason, then after a semicolon the next step.</param>
internal sealed record Failure(int Code, string Message)
{
    /// <summary>The one place where exceptions of commands become words and a code. A fault that is not foreseen here keeps its type, for the report of it.</summary>
    public static Failure Of(Exception exception) => exception switch
    {
        OptionsException e => new(ExitCode.Usage, e.Message.TrimEnd('.') + "; see 'plimsoll help serve'"),
        SchemaException e => new(ExitCode.Operational, e.Message),
        FormatException e => new(ExitCode.Usage, e.Message),
        ImageNotFoundException e => new(ExitCode.NotFound, e.Message),
        PlatformMismatchException e => new(ExitCode.Operational, e.Message),
        RegistryException e => OfRegistry(e),
        ApiException e => OfApi(e),
        ContentMismatchException e => new(ExitCode.VerificationFailed, e.Message + "; the registry or the way to it cannot be trusted"),
        ManifestException e => new(ExitCode.VerificationFailed, e.Message),
        FileNotFoundException or DirectoryNotFoundException => new(ExitCode.NotFound, exception.Message),
        IOException or InvalidDataException or UnauthorizedAccessException => new(ExitCode.Operational, exception.Message),
        OperationCanceledException => new(ExitCode.Operational, "interrupted"),
        _ => new(ExitCode.Operational, $"unexpected {exception.GetType().Name}: {exception.Message}"),
    };

    private static Failure OfApi(ApiException e) => e.Status switch
    {
        HttpStatusCode.BadRequest => new(ExitCode.Usage, e.Message),
        HttpStatusCode.NotFound => new(ExitCode.NotFound, e.Message),
        HttpStatusCode.Unauthorized => new(ExitCode.Operational, e.Message + "; set PLIMSOLL_USER and PLIMSOLL_PASSWORD, or PLIMSOLL_TOKEN"),
        _ => new(ExitCode.Operational, e.Message),
    };

    private static Failure OfRegistry(RegistryException e) => e.Status switch
    {
        HttpStatusCode.NotFound => new(ExitCode.NotFound, e.Message),
        HttpStatusCode.Unauthorized => new(ExitCode.Operational, e.Message + "; set PLIMSOLL_USER and PLIMSOLL_PASSWORD, or log in with docker, crane or oras"),
        HttpStatusCode.Forbidden => new(ExitCode.Operational, e.Message + "; ask an owner of the repository for the role"),
        null when e.InnerException is not null => new(ExitCode.Operational, e.Message + "; is the registry running, and does it speak http or https?"),
        _ => new(ExitCode.Operational, e.Message),
    };
}
