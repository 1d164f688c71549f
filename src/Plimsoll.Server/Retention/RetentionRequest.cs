using Plimsoll.Core;
using Plimsoll.Core.Errors;
using Plimsoll.Server.Api.Repositories;
using Plimsoll.Server.Audit;
using Plimsoll.Server.Auth;
using Plimsoll.Server.Auth.Accounts;

namespace Plimsoll.Server.Retention;

/// <summary>Runs retention in one repository because somebody asks for it: whoever may delete there.</summary>
internal sealed class RetentionRequest(RetentionPlanner planner, RetentionRunner runner, AuditTrail audit)
{
    /// <exception cref="OciException">DENIED, UNAUTHORIZED; CONFLICT when the brake holds and nobody confirmed.</exception>
    public async Task<RetentionOutcome> RunAsync(HttpContext http, RepositoryName repository, bool isConfirmed)
    {
        RepositoryParameter.RequireReadable(http, repository);
        http.Require(Permission.Delete, repository);
        var plan = await planner.PlanAsync(repository, http.RequestAborted);
        if (!isConfirmed && plan.Brake is { } reason) throw new OciException(AccountError.Conflict, reason);
        return await runner.RunAsync(plan, () => audit.Describe(http, http.Caller(), "retain", "ok"), http.RequestAborted);
    }
}
