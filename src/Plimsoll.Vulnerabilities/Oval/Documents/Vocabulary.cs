using Plimsoll.Vulnerabilities.Oval.Logic;
using Plimsoll.Vulnerabilities.Oval.Values;

namespace Plimsoll.Vulnerabilities.Oval.Documents;

/// <summary>The words of OVAL's enumerations. A word that is none makes what has it an error, not the document.</summary>
internal static class Vocabulary
{
    public static LogicOperator Operator(string? word) => word switch
    {
        null or "AND" => LogicOperator.And,
        "OR" => LogicOperator.Or,
        "ONE" => LogicOperator.One,
        "XOR" => LogicOperator.Xor,
        _ => LogicOperator.Invalid,
    };

    public static Check CheckOf(string? word, Check otherwise) => word switch
    {
        null => otherwise,
        "all" => Check.All,
        "at least one" => Check.AtLeastOne,
        "only one" => Check.OnlyOne,
        // The second is the word of versions before 5.3.
        "none satisfy" or "none exist" => Check.NoneSatisfy,
        _ => Check.Invalid,
    };

    public static Existence ExistenceOf(string? word) => word switch
    {
        null or "at_least_one_exists" => Existence.AtLeastOneExists,
        "all_exist" => Existence.AllExist,
        "any_exist" => Existence.AnyExist,
        "none_exist" => Existence.NoneExist,
        "only_one_exists" => Existence.OnlyOneExists,
        _ => Existence.Invalid,
    };

    public static SetOperator SetOperatorOf(string? word) => word switch
    {
        null or "UNION" => SetOperator.Union,
        "INTERSECTION" => SetOperator.Intersection,
        "COMPLEMENT" => SetOperator.Complement,
        _ => SetOperator.Invalid,
    };

    public static Datatype DatatypeOf(string? word) => word switch
    {
        null or "string" => Datatype.Text,
        "int" => Datatype.Integer,
        "boolean" => Datatype.Boolean,
        "float" => Datatype.Float,
        "version" => Datatype.Version,
        "evr_string" => Datatype.EvrString,
        "debian_evr_string" => Datatype.DebianEvrString,
        "ipv4_address" => Datatype.Ipv4Address,
        "ipv6_address" => Datatype.Ipv6Address,
        "binary" => Datatype.Binary,
        "ios_version" => Datatype.IosVersion,
        "fileset_revision" => Datatype.FilesetRevision,
        "record" => Datatype.Record,
        _ => Datatype.Invalid,
    };

    public static Operation OperationOf(string? word) => word switch
    {
        null or "equals" => Operation.Equals,
        "not equal" => Operation.NotEqual,
        "case insensitive equals" => Operation.CaseInsensitiveEquals,
        "case insensitive not equal" => Operation.CaseInsensitiveNotEqual,
        "greater than" => Operation.GreaterThan,
        "less than" => Operation.LessThan,
        "greater than or equal" => Operation.GreaterThanOrEqual,
        "less than or equal" => Operation.LessThanOrEqual,
        "bitwise and" => Operation.BitwiseAnd,
        "bitwise or" => Operation.BitwiseOr,
        "pattern match" => Operation.PatternMatch,
        "subset of" => Operation.SubsetOf,
        "superset of" => Operation.SupersetOf,
        _ => Operation.Invalid,
    };
}
