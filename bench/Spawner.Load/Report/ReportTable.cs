using System.Globalization;
using System.Text;

namespace Spawner.Load.Report;

/// <summary>A report for people.</summary>
internal static class ReportTable
{
    public static string Write(LoadReport report)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{report.Machine}, commit {report.Commit}\n");
        foreach (var row in report.Rows)
        {
            text.AppendLine(Write(row));
        }

        text.AppendLine();
        foreach (var target in report.Targets)
        {
            text.AppendLine(
                CultureInfo.InvariantCulture, $"{target.Name,-50} {target.Value,12:#,0.###}  {target.Must} {target.Limit:#,0.###}: {(target.Holds ? "holds" : "DOES NOT HOLD")}");
        }

        return text.ToString();
    }

    public static string Write(Row row) => string.Create(
        CultureInfo.InvariantCulture, $"{row.Name,-50} {row.Median,12:#,0.###}  ({row.Min:#,0.###} - {row.Max:#,0.###}) {row.Unit}");
}
