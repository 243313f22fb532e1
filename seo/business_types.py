"""The types schema.org has for a business people go to or call: LocalBusiness and what is below it."""

from scrapers.vocabulary import words

LOCAL_BUSINESS = words(
    "localbusiness animalshelter archiveorganization automotivebusiness autobodyshop autodealer",
    "autopartsstore autorental autorepair autowash gasstation motorcycledealer motorcyclerepair childcare",
    "dentist drycleaningorlaundry emergencyservice firestation hospital policestation employmentagency",
    "entertainmentbusiness adultentertainment amusementpark artgallery casino comedyclub movietheater",
    "nightclub financialservice accountingservice automatedteller bankorcreditunion insuranceagency",
    "foodestablishment bakery barorpub brewery cafeorcoffeeshop distillery fastfoodrestaurant",
    "icecreamshop restaurant winery governmentoffice postoffice healthandbeautybusiness beautysalon",
    "dayspa hairsalon healthclub nailsalon tattooparlor homeandconstructionbusiness electrician",
    "generalcontractor hvacbusiness housepainter locksmith movingcompany plumber roofingcontractor",
    "internetcafe legalservice attorney notary library lodgingbusiness bedandbreakfast campground hostel",
    "hotel motel resort skiresort vacationrental medicalbusiness communityhealth dermatology",
    "dietnutrition emergency geriatric gynecologic medicalclinic midwifery nursing obstetric oncologic",
    "optician optometric otolaryngologic pediatric pharmacy physician individualphysician",
    "physiciansoffice physiotherapy plasticsurgery podiatric primarycare psychiatric publichealth",
    "covidtestingfacility professionalservice radiostation realestateagent recyclingcenter selfstorage",
    "shoppingcenter sportsactivitylocation bowlingalley exercisegym golfcourse publicswimmingpool",
    "sportsclub stadiumorarena tenniscomplex store bikestore bookstore clothingstore computerstore",
    "conveniencestore departmentstore electronicsstore florist furniturestore gardenstore grocerystore",
    "hardwarestore hobbyshop homegoodsstore jewelrystore liquorstore mensclothingstore mobilephonestore",
    "movierentalstore musicstore officeequipmentstore outletstore pawnshop petstore shoestore",
    "sportinggoodsstore tirestore toystore wholesalestore televisionstation touristinformationcenter",
    "travelagency veterinarycare diagnosticlab medicallaboratory",
)
# Types that may stand for the business where no closer one is given.
ORGANISATION = words("organization corporation onlinebusiness onlinestore ngo educationalorganization")
