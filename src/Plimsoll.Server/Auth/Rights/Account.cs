using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Auth.Rights;

/// <summary>A user or robot with what it may do, as of one snapshot of the directory.</summary>
/// <param name="Record">As it is stored.</param>
/// <param name="Login">What it logs in as.</param>
/// <param name="Groups">Groups that it is in.</param>
/// <param name="Rights">What its own grants, those of its groups and those for everybody come to.</param>
/// <param name="Bounds">What it can do at most, whatever is granted; null for no bound.</param>
internal sealed record Account(PrincipalRecord Record, string Login, IReadOnlyList<string> Groups, AccessList Rights, AccessList? Bounds)
{
    /// <summary>Who it is in a grant.</summary>
    public string Subject => AccountName.SubjectOf(Record.Kind, Record.Name);
}
