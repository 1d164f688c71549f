using Plimsoll.Core;
using Plimsoll.Core.Errors;
using Plimsoll.Server.Api.Repositories;
using Plimsoll.Server.Audit;
using Plimsoll.Server.Auth;
using Plimsoll.Server.Auth.Accounts;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Retention;

/// <summary>Runs retention in one repository because somebody asks for it: whoever may delete there.</summary>
internal sealed class RetentionRequest(RetentionPlanner planner, RetentionRunner runner, IMetadataStore metadata, AuditTrail audit)
{
    /// <summary>What the rules would do in a repository that the caller may read.</summary>
    /// <exception cref="OciException">NAME_UNKNOWN: there is none.</exception>
    public async Task<RetentionPlan> PlanAsync(RepositoryName repository, CancellationToken cancellationToken)
    {
        var plan = await planner.PlanAsync(repository, cancellationToken);
        return plan.Tags.Count + plan.Manifests.Count > 0 || await metadata.Manifests.RepositoryExistsAsync(repository, cancellationToken) ? plan : throw RepositoryParameter.Unknown(repository);
    }

    /// <exception cref="OciException">DENIED, UNAUTHORIZED; NAME_UNKNOWN; CONFLICT when the brake holds and nobody confirmed.</exception>
    public async Task<RetentionOutcome> RunAsync(HttpContext http, RepositoryName repository, bool isConfirmed)
    {
        RepositoryParameter.RequireReadable(http, repository);
        http.Require(Permission.Delete, repository);
        var plan = await PlanAsync(repository, http.RequestAborted);
        if (!isConfirmed && plan.Brake is { } reason) throw new OciException(AccountError.Conflict, reason);
        return await runner.RunAsync(plan, () => audit.Describe(http, http.Caller(), "retain", "ok"), http.RequestAborted);
    }
}
