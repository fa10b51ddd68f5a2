using Probity.Calibration;
using Probity.Numerics;

namespace Probity.Tests.Calibration;

[Collection("Threads")]
public class CalibratorThreadsTests
{
    public static TheoryData<string, int> Cases => CalibratorLawsTests.Cases;

    /// <summary>Rows enough for several ranges.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void One_thread_and_two_give_the_same_bits(string name, int columns)
    {
        CalibratedRows rows = CalibratedRows.Typical((2 * RowRanges.Length(columns)) + 100, columns, 31);
        int before = Threads.Maximum;
        try
        {
            Threads.Maximum = 1;
            Calibrator one = rows.Fit(name);
            double[] alone = CalibratorLawsTests.Logits(one, rows.Logits);
            Threads.Maximum = 2;
            Calibrator two = rows.Fit(name);
            Assert.Equal(alone, CalibratorLawsTests.Logits(two, rows.Logits));
            foreach ((CalibratorParameter first, CalibratorParameter second) in one.Parameters.Zip(two.Parameters)) Assert.Equal(first.Values, second.Values);
        }
        finally
        {
            Threads.Maximum = before;
        }
    }
}
